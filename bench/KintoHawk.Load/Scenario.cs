using System.Net;

namespace KintoHawk.Load;

/// <summary>One kind of request, and what its answer has to be.</summary>
sealed class Scenario
{
    /// <summary>The name in options and in JSON.</summary>
    public required string Name { get; init; }

    /// <summary>The name in tables.</summary>
    public required string Title { get; init; }

    /// <summary>Who answers.</summary>
    public required ChildServer Server { get; init; }

    /// <summary>What the server stores in, if that is other servers: their processor time is measured too.</summary>
    public IReadOnlyList<StoreProcess> Stores { get; init; } = [];

    /// <summary>What it is compared with; null for a baseline itself.</summary>
    public Scenario? Baseline { get; init; }

    /// <summary>Makes the requests of a connection.</summary>
    public required Func<IRequestSource> Requests { get; init; }

    /// <summary>The body of every right answer; null when it differs from one to the next.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>The size of an answer's body, as last seen.</summary>
    public int BodySize { get; private set; }

    public IPEndPoint EndPoint => Server.EndPoint;

    /// <summary>Accepts an answer, or ends the run.</summary>
    /// <exception cref="LoadFailedException">The answer is not the expected one.</exception>
    public void Check(in HttpAnswer answer)
    {
        if (answer.Status != 200)
            throw new LoadFailedException($"expected 200, got {answer}");
        if (Body is { } body && !answer.Body.Span.SequenceEqual(body.Span))
            throw new LoadFailedException($"the body is another one than at first: {answer}");
        BodySize = answer.Body.Length;
    }
}
