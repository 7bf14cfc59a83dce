namespace Hawk.Tests;

public class HawkCredentialSetTests
{
    [Fact]
    public async Task A_credential_is_found_by_its_exact_id()
    {
        using var alice = new HawkCredential("alice", "a");
        using var bob = new HawkCredential("bob", "b");
        var set = new HawkCredentialSet(alice, bob);

        Assert.Same(alice, await set.FindAsync("alice", TestContext.Current.CancellationToken));
        Assert.Same(bob, await set.FindAsync("bob", TestContext.Current.CancellationToken));
        Assert.Null(await set.FindAsync("Alice", TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Two_credentials_with_one_id_are_a_mistake()
    {
        using var alice = new HawkCredential("alice", "a");

        Assert.Throws<ArgumentException>(() => new HawkCredentialSet(alice, alice));
        Assert.Throws<ArgumentException>(() => new HawkCredentialSet(alice, null!));
    }
}
