using Hawk.Fuzz;
using KintoHawk.Core.Querying;

namespace KintoHawk.Fuzz.Parsers;

/// <summary>A query string: a query or errors; what was read is written and read again the same.</summary>
sealed class QueryFuzz : IFuzzTarget
{
    static readonly DateTimeOffset _now = DateTimeOffset.UnixEpoch.AddYears(50);
    static readonly QueryOptions _options = new() { PaginateBy = 20, AllowsFields = true };

    public string Name => "query";

    public long AllocationBase => 500_000;

    public int AllocationPerCharacter => 2000;

    public IReadOnlyList<string> Seeds => [];

    public OutcomeHash Run(string input, Meter meter)
    {
        meter.Start();
        var read = QueryString.TryParse(input, out var parameters, out _);
        var query = read ? QueryParser.Parse(parameters!, _now, _options) : null;
        meter.Stop();
        if (query is null)
            return OutcomeHash.Start(1).WithLength(input.Length);
        BrokenInvariantException.Unless(query.Limit is > 0 and <= 10_001 || query.Errors.Count > 0, $"A limit of {query.Limit}");
        BrokenInvariantException.Unless(query.Errors.All(static error => error.Description.Length > 0), "An error without words");
        BrokenInvariantException.Unless(
            QueryString.TryParse(QueryString.Format(parameters!), out var again, out _) && again.SequenceEqual(parameters!), "Written and read again it differs");
        return OutcomeHash.Start(2).With((ulong)query.Filters.Count).With((ulong)query.Sorts.Count).With((ulong)query.Errors.Count).With(query.Token is not null).With(query.Fields is not null)
            .With(query.Errors.Count > 0 ? query.Errors[0].Location : "");
    }
}
