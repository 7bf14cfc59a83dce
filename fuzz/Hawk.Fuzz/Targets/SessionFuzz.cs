namespace Hawk.Fuzz.Targets;

/// <summary>The session token (section 16): exactly 64 hexadecimal digits of either case, and one session for each.</summary>
sealed class SessionFuzz : IFuzzTarget
{
    public string Name => "session";

    public long AllocationBase => 2048;

    public int AllocationPerCharacter => 0;

    public IReadOnlyList<string> Seeds => [];

    public OutcomeHash Run(string input, Meter meter)
    {
        meter.Start();
        var accepted = HawkSession.TryFromToken(input, out var session);
        meter.Stop();

        var isToken = input.Length is 64 && input.All(char.IsAsciiHexDigit);
        BrokenInvariantException.Unless(accepted == isToken && accepted == session is not null, accepted ? "Accepted although it is no token" : "A token is refused");
        if (session is null)
            return OutcomeHash.Start(1).With((ulong)Math.Min(input.Length, 130)).With((ulong)Math.Min(input.Count(char.IsAsciiHexDigit), 66));
        BrokenInvariantException.Unless(session.Token.Equals(input, StringComparison.OrdinalIgnoreCase) && session.Token.All(char.IsAsciiHexDigitLower), $"The token became {session.Token}");
        BrokenInvariantException.Unless(IsHalf(session.Id) && IsHalf(session.Key) && session.Id != session.Key, "Id and key are not two halves");
        BrokenInvariantException.Unless(session.ToString() == session.Id, "The session prints something else than its id");
        return OutcomeHash.Start(2).With((ulong)input.Count(char.IsAsciiDigit)).With((ulong)input.Count(char.IsAsciiLetterUpper));
    }

    static bool IsHalf(string text) => text.Length is 64 && text.All(char.IsAsciiHexDigitLower);
}
