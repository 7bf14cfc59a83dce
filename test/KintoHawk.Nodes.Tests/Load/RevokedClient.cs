namespace KintoHawk.Nodes.Tests.Load;

/// <summary>A client that uses something until the first request that it sends when that is known to be revoked. This one must be refused.</summary>
/// <param name="server">The node.</param>
/// <param name="use">Makes the next request.</param>
/// <param name="revocation">What revokes it.</param>
sealed class RevokedClient(ServerProcess server, Func<Call> use, Revocation revocation)
{
    /// <summary>After so many successes the node has whatever it keeps of sessions and passwords.</summary>
    const int Settled = 2;

    /// <summary>How many requests were answered with success.</summary>
    public async Task<int> RunAsync()
    {
        var successes = 0;
        while (true)
        {
            var isMade = revocation.IsMade;
            var answer = await server.SendAsync(use());
            if (isMade)
            {
                Assert.True(answer.Status == 401, answer.ToString());
                return successes;
            }

            if (answer.Status == 200)
            {
                if (++successes == Settled)
                    revocation.Working.Signal();
            }
            else
            {
                // 403: let in, and then the account that it asks for was gone.
                Assert.True(answer.Status is 401 or 403 && revocation.HasBegun, answer.ToString());
            }
        }
    }
}
