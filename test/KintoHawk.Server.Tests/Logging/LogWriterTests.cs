using System.IO.Pipes;
using System.Text;
using KintoHawk.Server.Logging;

namespace KintoHawk.Server.Tests.Logging;

public sealed class LogWriterTests
{
    [Fact]
    public async Task The_end_does_not_wait_for_a_pipe_that_nobody_reads()
    {
        using var output = new AnonymousPipeServerStream(PipeDirection.Out);
        using var unread = new AnonymousPipeClientStream(PipeDirection.In, output.ClientSafePipeHandle);
        var writer = new LogWriter(output, TimeSpan.FromMilliseconds(50));
        // More than a pipe holds.
        writer.Write(new string('x', 4 << 20));

        await Task.Run(writer.Dispose, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void The_end_writes_what_is_queued()
    {
        var output = new MemoryStream();
        var writer = new LogWriter(output);
        for (var n = 0; n < 1000; n++)
            writer.Write($"line {n}");

        writer.Dispose();

        var lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n');
        Assert.Equal(("line 0", "line 999", ""), (lines[0], lines[999], lines[1000]));
    }
}
