namespace KintoHawk.Cli.Terminal;

/// <summary>How much a command says beside its result.</summary>
enum Verbosity
{
    /// <summary>Only why it failed.</summary>
    Quiet,

    /// <summary>What it did, and what is worth knowing.</summary>
    Normal,

    /// <summary>Every step.</summary>
    Verbose,
}
