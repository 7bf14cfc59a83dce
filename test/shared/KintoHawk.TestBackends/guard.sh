# guard.sh LOG FOLDER SIGNAL PROGRAM ARGUMENT... : runs a server that never outlives the test process, however that ends.
# The test process holds the other end of our input. It writes a line "KILL" or "INT" to end the server and keep its data; when the test process is gone,
# the input ends, and the server is ended with SIGNAL and its folder removed. The first line of the output is the process id of the server.
log=$1 folder=$2 signal=$3
shift 3
exec 3<&0
"$@" </dev/null >>"$log" 2>&1 3<&- &
server=$!
{
    # A server that has ended by itself leaves nothing to do.
    if read -r wanted <&3; then
        kill -s "$wanted" "$server"
    elif kill -s "$signal" "$server"; then
        while kill -s 0 "$server"; do sleep 0.05; done
        rm -rf "$folder"
    fi
} >/dev/null 2>&1 &
echo "$server"
exec >/dev/null 2>&1 3<&-
wait "$server"
