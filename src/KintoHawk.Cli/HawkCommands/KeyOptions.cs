using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Hawk;
using KintoHawk.Cli.Terminal;

namespace KintoHawk.Cli.HawkCommands;

/// <summary>Where the credential comes from.</summary>
sealed class KeyOptions
{
    const string DefaultKeyVariable = "HAWK_KEY";
    const string IdVariable = "HAWK_ID";

    readonly Option<string?> _id = CommonOptions.AttributeText("--id", "The id of the credential. Default: the variable HAWK_ID.");
    readonly Option<string?> _file = new("--key-file") { Description = "Read the key from FILE, or from standard input with -; one line end after it is not part of it.", HelpName = "FILE" };
    readonly Option<string?> _environment = new("--key-env") { Description = "Read the key from the variable NAME. Default: HAWK_KEY, or else the terminal.", HelpName = "NAME" };
    readonly Option<string?> _key = new("--key") { Description = "The key. Other users of this machine can see it: better give a file or a variable.", HelpName = "KEY" };
    readonly Option<string?> _session = new("--session") { Description = "Take id and key from a session token in FILE, or in the file 'kintohawk login' keeps.", HelpName = "FILE" };
    readonly Option<HawkAlgorithm?> _algorithm = AlgorithmOption();

    public static Option<HawkAlgorithm?> AlgorithmOption() => new("--algorithm")
    {
        Description = "sha256 (the default), sha384 or sha512; sha1 is legacy, for old peers that know nothing better.",
        HelpName = "NAME",
        CustomParser = static argument =>
        {
            var name = argument.Tokens[0].Value;
            if (HawkAlgorithms.TryParse(name, out var algorithm))
                return algorithm;
            argument.AddError($"--algorithm is '{name}'; accepted: {string.Join(", ", Enum.GetValues<HawkAlgorithm>().Select(HawkAlgorithms.Name))}.");
            return null;
        },
    };

    public void AddTo(Command command)
    {
        Option[] sources = [_file, _environment, _key, _session];
        foreach (var option in (Option[])[_id, .. sources, _algorithm])
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            var given = sources.Where(source => result.GetResult(source) is not null).Select(static source => source.Name).ToList();
            if (given.Count > 1)
                result.AddError($"{string.Join(" and ", given)} exclude each other: there is one key.");
            if (result.GetResult(_session) is not null && (result.GetResult(_id) is not null || result.GetResult(_algorithm) is not null))
                result.AddError("--session says what the id and the algorithm are: --id and --algorithm cannot be given with it.");
        });
    }

    /// <summary>The algorithm, without a look at the key.</summary>
    public HawkAlgorithm Algorithm(ParseResult result) => result.GetValue(_algorithm) ?? HawkAlgorithm.Sha256;

    /// <summary>The id of <c>--id</c>; null when it is not there.</summary>
    public string? AskedId(ParseResult result) => result.GetValue(_id);

    /// <summary>Whether a received id is one that was asked for: that of the session, that of --id, or else any.</summary>
    public bool Names(ParseResult result, HawkCredential credential, ReadOnlySpan<char> id) =>
        id.SequenceEqual(result.GetValue(_session) is null ? result.GetValue(_id) ?? id : credential.Id);

    /// <summary>Whether standard input is where the key comes from.</summary>
    public bool TakesInput(ParseResult result) => result.GetValue(_file) == Source.StandardInput || result.GetValue(_session) == Source.StandardInput;

    /// <summary>Makes the credential.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="id">The id that the header claims; null to take the one that is asked for.</param>
    /// <param name="inputIsTaken">Whether something else is read from standard input.</param>
    /// <param name="credential">The credential.</param>
    /// <param name="refusal">Why there is none, as a sentence without anything secret.</param>
    public bool TryRead(ParseResult result, string? id, bool inputIsTaken, [NotNullWhen(true)] out HawkCredential? credential, [NotNullWhen(false)] out string? refusal)
    {
        credential = null;
        if (inputIsTaken && TakesInput(result))
        {
            refusal = "Standard input can be the key or something else, not both.";
            return false;
        }

        if (result.GetValue(_session) is { } file)
        {
            if (SessionTokenFile.TryRead(file, out var session, out refusal))
                credential = session.ToCredential();
            return credential is not null;
        }

        id ??= result.GetValue(_id) ?? (Environment.GetEnvironmentVariable(IdVariable) is { Length: > 0 } variable ? variable : null);
        if (id is null || !AttributeCharacters.AreIn(id))
        {
            refusal = id is null ? $"There is no id: give --id, or set {IdVariable}." : $"{IdVariable} is not an id; accepted: printable ASCII without quote and backslash.";
            return false;
        }

        if (!TryReadKey(result, inputIsTaken, out var key, out refusal))
            return false;
        var algorithm = Algorithm(result);
        credential = algorithm is HawkAlgorithm.Sha1 ? HawkCredential.WithLegacySha1(id, key) : new HawkCredential(id, key, algorithm);
        CryptographicOperations.ZeroMemory(key);
        return true;
    }

    bool TryReadKey(ParseResult result, bool inputIsTaken, [NotNullWhen(true)] out byte[]? key, [NotNullWhen(false)] out string? refusal)
    {
        (key, refusal) = (null, null);
        var text = result.GetValue(_key);
        if (result.GetValue(_file) is { } file)
        {
            if (!Source.TryReadBytes(file, out var bytes, out refusal))
                return false;
            key = bytes.AsSpan().EndsWith("\r\n"u8) ? bytes[..^2] : bytes.AsSpan().EndsWith("\n"u8) ? bytes[..^1] : [.. bytes];
            CryptographicOperations.ZeroMemory(bytes);
        }
        else if (result.GetValue(_environment) is { } name)
        {
            text = Environment.GetEnvironmentVariable(name);
            refusal = text is null ? $"The variable {name} is not set." : null;
        }
        else if (text is null)
        {
            text = Environment.GetEnvironmentVariable(DefaultKeyVariable) is { Length: > 0 } variable ? variable : inputIsTaken ? null : Prompt.Secret("Key: ");
            refusal = text is null ? $"There is no key: give --key-file or --key-env, or set {DefaultKeyVariable}." : null;
        }

        if (text is not null)
            key = Encoding.UTF8.GetBytes(text);
        if (key is { Length: 0 })
            (key, refusal) = (null, "The key is empty.");
        return key is not null;
    }
}
