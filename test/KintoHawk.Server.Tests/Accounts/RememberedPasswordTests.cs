using System.Security.Cryptography;
using System.Text;
using KintoHawk.Core.Caching.Memory;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Memory;
using KintoHawk.Server.Authentication;
using KintoHawk.Server.Plugins.Accounts;
using KintoHawk.Server.Settings;
using Microsoft.Extensions.Time.Testing;

namespace KintoHawk.Server.Tests.Accounts;

/// <summary>Passwords that were verified before: the form of their memory is the reference's, so that servers of both kinds can share a cache.</summary>
public sealed class RememberedPasswordTests : IDisposable
{
    const string Secret = "b4c96a8692291d88fe5a97dd91846eb4";

    readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    readonly MemoryStorage _storage;
    readonly MemoryCache _cache;
    readonly AccountAuthenticator _authenticator;

    public RememberedPasswordTests()
    {
        _storage = new MemoryStorage(_time);
        _cache = new MemoryCache(_time);
        var options = new KintoHawkOptions { UserIdHmacSecret = Secret };
        _authenticator = new AccountAuthenticator(_storage, _cache, new AccountHolds(_cache, options), options, _time);
    }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_verified_password_is_remembered_as_the_reference_does()
    {
        await PutAsync("alice", "wonderland");

        Assert.True(await VerifyAsync("alice", "wonderland"));

        var value = await _cache.GetAsync(KeyOf("alice"), Cancelled);
        Assert.Equal($"\"{ValueOf("alice", "wonderland")}\"", Encoding.ASCII.GetString(value!.Value.Span));
    }

    [Fact]
    public async Task What_the_reference_remembers_is_known_here()
    {
        // Only the memory can say yes.
        await PutAsync("alice", "jabberwocky");
        await _cache.SetAsync(KeyOf("alice"), Encoding.ASCII.GetBytes($"\"{ValueOf("alice", "wonderland")}\""), TimeSpan.FromSeconds(30), Cancelled);

        Assert.True(await VerifyAsync("alice", "wonderland"));
        Assert.False(await VerifyAsync("alice", "looking-glass"));
        Assert.False(await VerifyAsync("bob", "wonderland"));
    }

    [Fact]
    public async Task A_wrong_password_is_not_remembered()
    {
        await PutAsync("alice", "wonderland");

        Assert.False(await VerifyAsync("alice", "looking-glass"));

        Assert.Null(await _cache.GetAsync(KeyOf("alice"), Cancelled));
    }

    [Fact]
    public async Task A_remembered_password_is_forgotten_when_it_is_not_used()
    {
        await PutAsync("alice", "wonderland");
        for (var i = 0; i < 5; i++)
        {
            Assert.True(await VerifyAsync("alice", "wonderland"));
            Assert.NotNull(await _cache.GetAsync(KeyOf("alice"), Cancelled));
            _time.Advance(TimeSpan.FromSeconds(20));
        }

        Assert.NotNull(await _cache.GetAsync(KeyOf("alice"), Cancelled));
        _time.Advance(TimeSpan.FromSeconds(11));

        Assert.Null(await _cache.GetAsync(KeyOf("alice"), Cancelled));
    }

    [Fact]
    public async Task A_change_that_the_cache_was_not_told_of_is_noticed_while_the_former_password_is_used()
    {
        await PutAsync("alice", "wonderland");
        Assert.True(await VerifyAsync("alice", "wonderland"));

        // By a server whose cache is another one.
        await PutAsync("alice", "looking-glass");
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.False(await VerifyAsync("alice", "wonderland"));
        Assert.True(await VerifyAsync("alice", "looking-glass"));
        Assert.False(await VerifyAsync("alice", "wonderland"));
    }

    [Fact]
    public async Task An_account_that_was_removed_without_telling_the_cache_is_noticed()
    {
        await PutAsync("alice", "wonderland");
        Assert.True(await VerifyAsync("alice", "wonderland"));

        await _storage.FlushAsync(Cancelled);
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.False(await VerifyAsync("alice", "wonderland"));
        Assert.Null(await _cache.GetAsync(KeyOf("alice"), Cancelled));
    }

    [Fact]
    public async Task The_same_password_with_another_hash_goes_on()
    {
        await PutAsync("alice", "wonderland");
        Assert.True(await VerifyAsync("alice", "wonderland"));

        await PutAsync("alice", "wonderland");
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.True(await VerifyAsync("alice", "wonderland"));
    }

    [Fact]
    public async Task A_former_password_that_another_server_remembers_late_is_not_prolonged_by_the_check_of_the_present_one()
    {
        await PutAsync("alice", "looking-glass");
        Assert.True(await VerifyAsync("alice", "looking-glass"));
        // Its check had begun before the change.
        await _cache.SetAsync(KeyOf("alice"), Encoding.ASCII.GetBytes($"\"{ValueOf("alice", "wonderland")}\""), TimeSpan.FromSeconds(30), Cancelled);
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(9));
            Assert.True(await VerifyAsync("alice", "wonderland"));
        }

        _time.Advance(TimeSpan.FromSeconds(4));

        Assert.False(await VerifyAsync("alice", "wonderland"));
    }

    [Fact]
    public async Task What_another_server_has_verified_is_not_prolonged_here()
    {
        await PutAsync("alice", "looking-glass");
        await _cache.SetAsync(KeyOf("alice"), Encoding.ASCII.GetBytes($"\"{ValueOf("alice", "wonderland")}\""), TimeSpan.FromSeconds(30), Cancelled);
        for (var i = 0; i < 3; i++)
        {
            Assert.True(await VerifyAsync("alice", "wonderland"));
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.False(await VerifyAsync("alice", "wonderland"));
    }

    [Fact]
    public void Of_the_hashes_that_were_checked_those_looked_for_last_are_known()
    {
        var hashes = new CheckedHashes(most: 2);
        foreach (var name in (string[])["a", "b", "c"])
            hashes.Remember(name, "hash of " + name);

        Assert.True(hashes.IsStill("a", "hash of a"));
        Assert.False(hashes.IsStill("b", "hash of a"));
        Assert.Null(hashes.IsStill("d", "hash of d"));
        for (var i = 0; i < 10; i++)
        {
            hashes.Remember($"new{i}", "hash");
            Assert.True(hashes.IsStill("a", "hash of a"));
        }

        Assert.Null(hashes.IsStill("c", "hash of c"));
    }

    public void Dispose() => _authenticator.Dispose();

    ValueTask<bool> VerifyAsync(string name, string password) => _authenticator.VerifyAsync(
        BasicCredentials.TryParse("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")))!, hidesUnknownNames: false, Cancelled);

    async Task PutAsync(string name, string password)
    {
        var hash = PasswordHash.Create(password, PasswordHash.LeastCost);
        var outcome = await _storage.ApplyAsync(new ChangeSet(new Change.Put(ObjectPath.Account(name), Encoding.ASCII.GetBytes($$"""{"password":"{{hash}}"}"""), null, Expected.Whatever)), Cancelled);
        Assert.True(outcome.Succeeded);
    }

    static string KeyOf(string name) => Hmac(Secret, $"accounts:{name}:verified");

    static string ValueOf(string name, string password) => Hmac(KeyOf(name), password);

    static string Hmac(string key, string text) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)));
}
