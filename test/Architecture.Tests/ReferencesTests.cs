using System.Reflection;

namespace Architecture.Tests;

/// <summary>The arrows of ARCHITECTURE.md: a new reference between our assemblies, or to a package, is a decision that this test makes visible.</summary>
public sealed class ReferencesTests
{
    static readonly string[] _base = ["System.", "netstandard", "Microsoft.Win32."];
    static readonly string[] _web = ["Microsoft.AspNetCore", "Microsoft.Extensions.", "Microsoft.Net.Http.Headers"];

    public static TheoryData<string, string[], string[]> Arrows => new()
    {
        // assembly, our assemblies, everything else
        { "Hawk", [], [] },
        { "Hawk.Http", ["Hawk"], ["Microsoft.Extensions."] },
        { "Hawk.AspNetCore", ["Hawk"], _web },
        { "KintoHawk.Core", [], [] },
        { "KintoHawk.Sqlite", ["KintoHawk.Core"], ["SQLitePCLRaw."] },
        { "KintoHawk.PostgreSql", ["KintoHawk.Core"], ["Npgsql"] },
        { "KintoHawk.Redis", ["KintoHawk.Core"], ["StackExchange.Redis"] },
        { "KintoHawk.Memcached", ["KintoHawk.Core"], [] },
        { "KintoHawk.Server", ["KintoHawk.Core", "Hawk", "Hawk.AspNetCore"], [.. _web, "BCrypt-Net-Next", "Microsoft.IdentityModel.JsonWebTokens", "Microsoft.IdentityModel.Tokens"] },
        { "kintohawk", ["KintoHawk.Core", "KintoHawk.Server", "KintoHawk.Sqlite", "KintoHawk.PostgreSql", "KintoHawk.Redis", "KintoHawk.Memcached", "Hawk", "Hawk.Http", "Hawk.AspNetCore"], [.. _web, "System.CommandLine"] },
    };

    [Theory]
    [MemberData(nameof(Arrows))]
    public void Every_assembly_references_only_what_the_architecture_allows(string assembly, string[] ours, string[] others)
    {
        var references = Assembly.Load(assembly).GetReferencedAssemblies().Select(static name => name.Name!).ToArray();

        Assert.All(references, name => Assert.True(
            ours.Contains(name, StringComparer.Ordinal) || _base.Concat(others).Any(allowed => name.StartsWith(allowed, StringComparison.Ordinal)),
            $"{assembly} references {name}."));
    }

    [Fact]
    public void Every_assembly_of_ours_is_under_this_test()
    {
        var tested = Arrows.Select(static row => row.Data.Item1).ToHashSet(StringComparer.Ordinal);
        var built = Directory.GetFiles(AppContext.BaseDirectory, "*.dll")
            .Select(static path => Path.GetFileNameWithoutExtension(path)!)
            .Where(static name => name == "kintohawk" || name == "Hawk" || name.StartsWith("Hawk.", StringComparison.Ordinal) || name.StartsWith("KintoHawk.", StringComparison.Ordinal));

        Assert.Equal(tested.Order(StringComparer.Ordinal), built.Order(StringComparer.Ordinal));
    }
}
