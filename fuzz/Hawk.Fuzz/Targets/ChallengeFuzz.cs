namespace Hawk.Fuzz.Targets;

/// <summary>The <c>WWW-Authenticate</c> value a client reads (section 8.1): a time is trusted only beside the MAC the holder of the key made for it.</summary>
sealed class ChallengeFuzz : IFuzzTarget, IDisposable
{
    static readonly long[] Times = [0, 1, 1353832234, 1353832294, 4102444800, 253402300799];

    readonly HawkCredential _credential = Signed.Credential();

    internal ChallengeFuzz()
    {
        var seeds = new List<string>();
        foreach (var time in Times)
        {
            var mac = TimestampMac(time);
            seeds.Add(HawkServer.StaleChallenge(_credential, DateTimeOffset.FromUnixTimeSeconds(time)));
            seeds.Add($"Basic realm=\"a, b\", hawk tsm=\"{mac}\",ts=\"{time}\" , Bearer");
            seeds.Add($"Hawk, Hawk ts={time}, tsm={mac}");
            seeds.Add($"Hawk realm=\"\\\"\\\\\", ts = \"{time}\", tsm = \"{mac}\", Negotiate abc==");
        }

        Seeds = seeds;
    }

    public string Name => "challenge";

    public long AllocationBase => 0;

    public int AllocationPerCharacter => 0;

    public IReadOnlyList<string> Seeds { get; }

    public void Dispose() => _credential.Dispose();

    public OutcomeHash Run(string input, Meter meter)
    {
        meter.Start();
        var verdict = HawkClient.JudgeChallenge(_credential, input, Signed.Now, out var offset);
        meter.Stop();

        if (verdict is HawkChallengeVerdict.Trusted)
        {
            var time = (Signed.Now + offset).ToUnixTimeSeconds();
            BrokenInvariantException.Unless(input.Contains(TimestampMac(time), StringComparison.Ordinal), $"The time {time} is trusted without its MAC");
            BrokenInvariantException.Unless(input.Contains($"{time}", StringComparison.Ordinal), $"The time {time} is trusted and does not stand in the field");
            BrokenInvariantException.Unless(input.Contains("hawk", StringComparison.OrdinalIgnoreCase), "A challenge of another scheme is trusted");
        }
        else
        {
            BrokenInvariantException.Unless(offset == TimeSpan.Zero, $"{verdict} with the offset {offset}");
            BrokenInvariantException.Unless(
                verdict is HawkChallengeVerdict.NoServerTime || input.Contains("ts", StringComparison.Ordinal), "A time is rejected that is not there");
        }

        return OutcomeHash.Start((ulong)verdict).With((ulong)offset.Ticks).WithLength(input.Length)
            .With((ulong)Math.Min(input.AsSpan().Count("ts"), 8)).With((ulong)Math.Min(input.AsSpan().Count('"'), 12)).With((ulong)Math.Min(input.AsSpan().Count(','), 6));
    }

    static string TimestampMac(long seconds) => Signed.Mac($"hawk.1.ts\n{seconds}\n");
}
