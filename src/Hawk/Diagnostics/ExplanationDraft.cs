namespace Hawk.Diagnostics;

/// <summary>What an explanation has gathered so far; the first failure met is the one a server answers.</summary>
sealed class ExplanationDraft(HawkReceivedRequest request, SignedLines server)
{
    HawkFailure _failure;
    SignedLines? _client;

    internal HawkReceivedRequest Request { get; } = request;

    internal SignedLines Server { get; } = server;

    internal SearchBudget Budget { get; } = new();

    internal List<HawkFinding> Findings { get; } = [];

    internal List<string> Suggestions { get; } = [];

    internal void Fails(HawkFailure failure)
    {
        if (_failure is HawkFailure.None)
            _failure = failure;
    }

    internal void MatchedBy(SignedLines client) => _client = client;

    internal HawkExplanation Finished()
    {
        if (Budget.IsExhausted && Findings.Count is 0)
            Suggestions.Add("The request is so large that not everything was tried: try again with a small one.");
        return new HawkExplanation
        {
            Failure = _failure,
            Findings = Findings,
            Suggestions = Suggestions,
            ServerLines = Server,
            ClientLines = _client,
            Tried = Budget.Tried,
        };
    }
}
