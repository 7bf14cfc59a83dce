#!/usr/bin/env bash
# Builds everything and runs every test. Installs what is missing where it may (Debian, root or sudo), and says what to install where it may not.
#
#   ./test.sh           all tests; under 15 minutes
#   ./test.sh --long    also the long runs: more rounds of the races and of kill -9
#
# PostgreSQL, Redis, memcached and nginx are needed as programs only: the tests start private ones on free loopback ports, in temporary folders, and end
# them. Servers that run on this machine are never used, and those of Debian's packages are not started.
#
# The last line is "N passed, N failed" (", N skipped" if any). Exit 0 when nothing failed. With CI=true a skipped test is a failure unless its
# reason starts with "Platform:".
set -uo pipefail
cd "$(dirname "$0")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
configuration=Release
results=$PWD/artifacts/test-results
for argument in "$@"; do
    case $argument in
        --long) export KINTOHAWK_LONG_TESTS=1 ;;
        -h | --help) sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 0 ;;
        *) echo "test.sh: unknown argument $argument (try --help)" >&2; exit 2 ;;
    esac
done

say() { printf '\n== %s\n' "$*"; }

fail() {
    echo "$*" >&2
    echo "0 passed, 1 failed"
    exit 1
}

# has COMMAND : whether a command is in the PATH or where Debian keeps those of administrators and of PostgreSQL, as the tests look for it.
has() {
    command -v "$1" >/dev/null 2>&1 && return 0
    local folder
    for folder in /usr/sbin /usr/local/sbin /sbin /usr/lib/postgresql/*/bin; do
        [ -x "$folder/$1" ] && return 0
    done
    return 1
}

# install COMMAND PACKAGE... : installs Debian packages when the command is missing.
install() {
    local command=$1
    shift
    has "$command" && return 0
    local sudo=
    [ "$(id -u)" = 0 ] || sudo="sudo -n"
    if command -v apt-get >/dev/null 2>&1 && { [ -z "$sudo" ] || sudo -n true 2>/dev/null; }; then
        say "installing $*"
        $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null && return 0
    fi
    fail "'$command' is missing and cannot be installed from here. On Debian: apt-get install $*"
}

# install_servers : the servers of the tests, in a shell of its own. A service that a package brings must not start: it could take the port of one that the
# user has, and nobody here would use it.
install_servers() (
    has initdb && has redis-server && has memcached && has nginx && exit 0
    sudo= policy=/usr/sbin/policy-rc.d cluster=/etc/postgresql-common/createcluster.d/kintohawk-tests.conf
    [ "$(id -u)" = 0 ] || sudo="sudo -n"
    if command -v apt-get >/dev/null 2>&1 && { [ -z "$sudo" ] || sudo -n true 2>/dev/null; }; then
        # A policy that is there is the decision of whoever runs the machine.
        if [ -e "$policy" ]; then policy=; else printf '#!/bin/sh\nexit 101\n' | $sudo tee "$policy" >/dev/null && $sudo chmod 755 "$policy"; fi
        $sudo mkdir -p "${cluster%/*}" && echo 'create_main_cluster = false' | $sudo tee "$cluster" >/dev/null
        trap '$sudo rm -f $policy "$cluster"' EXIT
    fi
    install initdb postgresql
    install redis-server redis-server
    install memcached memcached
    install nginx nginx-light
)

command -v dotnet >/dev/null 2>&1 || fail "The .NET 10 SDK is missing: install it and put 'dotnet' on the PATH."
[[ $(dotnet --version 2>/dev/null) == 10.* ]] || fail "The .NET 10 SDK is needed; 'dotnet --version' in this folder says: $(dotnet --version 2>&1 | head -n 1)"
install curl curl
install node nodejs npm
install npm npm
install_servers || exit 1

rm -rf "$results"
mkdir -p "$results"

say "building"
dotnet build KintoHawk.slnx -c "$configuration" -v quiet -clp:NoSummary || fail "The build failed."

say "publishing the server"
dotnet publish src/KintoHawk.Cli -c "$configuration" -o artifacts/kintohawk --no-build -v quiet || fail "Publishing failed."
export KINTOHAWK=$PWD/artifacts/kintohawk/kintohawk

passed=0 failed=0 skipped=0 broken=0

# Before everything that talks to them: Hawk.Interop.Tests drives the reference package, and so does the benchmark.
say "installing the clients from npm"
clients=installed
(cd test/clients && npm ci --no-audit --no-fund --loglevel=error) || clients=missing

for project in test/*/*.csproj; do
    name=$(basename "$project" .csproj)
    say "$name"
    dotnet test "$project" -c "$configuration" --no-build --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal" --results-directory "$results" -v quiet --nologo
    status=$?
    counters=$(grep -o '<Counters [^>]*>' "$results/$name.trx" 2>/dev/null)
    if [ -z "$counters" ]; then
        echo "$name did not finish."
        broken=$((broken + 1))
        continue
    fi
    count() { sed -E "s/.* $1=\"([0-9]+)\".*/\1/" <<<"$counters"; }
    passed=$((passed + $(count passed)))
    failed=$((failed + $(count failed)))
    skipped=$((skipped + $(count total) - $(count executed)))
    # A run that failed without a failed test has crashed on the way.
    [ "$status" -ne 0 ] && [ "$(count failed)" -eq 0 ] && broken=$((broken + 1))
done

say "clients from npm"
if [ "$clients" = installed ]; then
    (cd test/clients && node --test --test-reporter=tap) >"$results/clients.tap"
    status=$?
    grep -E '^ *not ok|^# (tests|pass|fail|skipped)' "$results/clients.tap"
    count() { sed -nE "s/^# $1 ([0-9]+)$/\1/p" "$results/clients.tap" | tail -n 1; }
    run=$(count pass) wrong=$(count fail) left=$(count skipped)
    passed=$((passed + ${run:-0}))
    failed=$((failed + ${wrong:-0}))
    skipped=$((skipped + ${left:-0}))
    # A run without a summary, or one that failed without a failed test, has crashed on the way.
    if [ -z "$run" ] || { [ "$status" -ne 0 ] && [ "${wrong:-0}" -eq 0 ]; }; then
        echo "The clients did not finish."
        broken=$((broken + 1))
    fi
else
    echo "The clients could not be installed."
    broken=$((broken + 1))
fi

failed=$((failed + broken))
if [ "${CI:-}" = true ] && [ "$skipped" -gt 0 ]; then
    platform=$(grep -hoE '<Message>Platform: |# SKIP Platform: ' "$results"/*.trx "$results"/clients.tap 2>/dev/null | wc -l)
    [ "$platform" -ge "$skipped" ] || failed=$((failed + skipped - platform))
fi

echo
if [ "$skipped" -gt 0 ]; then
    echo "$passed passed, $failed failed, $skipped skipped"
else
    echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ]
