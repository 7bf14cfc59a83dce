using System.Diagnostics;
using System.Text;
using KintoHawk.Server.Tests.Scenarios;

namespace KintoHawk.Server.Tests.MalformedInput;

/// <summary>Sends requests one after the other and judges each answer.</summary>
sealed class CorpusRun(RunningServer server, StorageState? state)
{
    const int RestoredEvery = 100;
    static readonly TimeSpan _slow = TimeSpan.FromSeconds(1);

    string? _digest;
    bool _isDirty;

    public List<string> Failures { get; } = [];

    public int Sent { get; private set; }

    public int Refused { get; private set; }

    /// <summary>How many requests changed what is stored.</summary>
    public int Changed { get; private set; }

    /// <summary>The longest time of an answer.</summary>
    public TimeSpan Slowest { get; private set; }

    public static string Basic(string name, string password) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"));

    public async Task SendAsync(CorpusRequest request)
    {
        // A third of them by people without rights: nobody, and somebody whom no permission names.
        var sender = (request.Number % 6) switch
        {
            0 => "anonymous",
            1 when !request.NamesPersonalBucket => "stranger",
            1 => "anonymous",
            2 => "admin",
            _ => "alice",
        };
        var hasNoRights = sender is "anonymous" or "stranger" && !request.HasOwnCredentials;
        // Somebody with rights may have given rights to everybody: that must not look like a failure.
        if (state is not null && (_digest is null || (_isDirty && (hasNoRights || Sent % RestoredEvery == 0))))
            await RestoreAsync(state);
        var (status, text) = await SendSoonAsync(request, sender);
        Sent++;
        if (status >= 400)
            Refused++;
        if (status is < 200 or >= 500)
            Fail(request, sender, $"answered {status}: {text}");
        if (state is not null)
            await CompareAsync(state, request, sender, hasNoRights, status);
    }

    async Task CompareAsync(StorageState before, CorpusRequest request, string sender, bool hasNoRights, int status)
    {
        var digest = await before.DigestAsync();
        if (digest == _digest)
            return;
        if (MustNotChange(request, hasNoRights, status))
            Fail(request, sender, $"answered {status} and changed something");
        Changed++;
        _isDirty = true;
        _digest = digest;
    }

    static bool MustNotChange(CorpusRequest request, bool hasNoRights, int status)
    {
        if (hasNoRights)
            return true;
        if (request.NamesPersonalBucket)
            return false;
        return status is < 200 or >= 300 || request.Request.Method is "GET" or "HEAD" or "OPTIONS" or "TRACE";
    }

    /// <summary>Slow means slow each time: this machine may be busy with something else once.</summary>
    async Task<(int Status, string Text)> SendSoonAsync(CorpusRequest request, string sender)
    {
        var authorization = sender switch
        {
            "anonymous" => "None",
            "stranger" => Basic("stranger", "secret"),
            _ => Basic(sender, server.Password),
        };
        var bytes = request.Request.ToBytes(server.Address, authorization);
        var fastest = TimeSpan.MaxValue;
        (int Status, string Text) answer = default;
        for (var attempt = 0; attempt < 3 && fastest > _slow; attempt++)
        {
            var started = Stopwatch.GetTimestamp();
            var next = await RawHttp.SendAsync(server.Address, bytes, TestContext.Current.CancellationToken);
            var took = Stopwatch.GetElapsedTime(started);
            if (attempt == 0)
                answer = next;
            fastest = took < fastest ? took : fastest;
            Slowest = took > Slowest ? took : Slowest;
        }

        if (fastest > _slow)
            Fail(request, sender, $"took {fastest.TotalMilliseconds:0} ms at best");
        return answer;
    }

    async Task RestoreAsync(StorageState before)
    {
        await before.RestoreAsync();
        _digest = await before.DigestAsync();
        _isDirty = false;
    }

    void Fail(CorpusRequest request, string sender, string what) =>
        Failures.Add($"as {sender}, {request}\n  {(what.Length > 500 ? what[..500] : what)}");
}
