namespace KintoHawk.Cli.Terminal;

/// <summary>What a command says while it works. Why it fails is not among it: <see cref="Report"/> says that in any case.</summary>
sealed class Messages(Verbosity verbosity)
{
    public bool IsVerbose => verbosity is Verbosity.Verbose;

    public bool IsQuiet => verbosity is Verbosity.Quiet;

    /// <summary>What was done, in words, on standard output.</summary>
    public void Result(string line)
    {
        if (!IsQuiet)
            Console.WriteLine(line);
    }

    /// <summary>What is worth knowing, on standard error.</summary>
    public void Note(string line)
    {
        if (!IsQuiet)
            Console.Error.WriteLine(line);
    }

    /// <summary>A step, on standard error.</summary>
    public void Detail(string line)
    {
        if (IsVerbose)
            Console.Error.WriteLine(line);
    }
}
