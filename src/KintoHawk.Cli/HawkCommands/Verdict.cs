using System.Text.Json;
using Hawk;

namespace KintoHawk.Cli.HawkCommands;

/// <summary>What a verifying command has found, on standard output: <c>accepted</c> and what was signed, or <c>refused</c> and why.</summary>
static class Verdict
{
    public static int Accepted(bool asJson, params ReadOnlySpan<(string Name, string? Value)> parts)
    {
        if (asJson)
        {
            var present = parts.ToArray();
            JsonOutput.Write(writer =>
            {
                writer.WriteBoolean("accepted", true);
                foreach (var (name, value) in present)
                    JsonOutput.WriteText(writer, name, value);
            });
            return ExitCode.Success;
        }

        Console.WriteLine("accepted");
        foreach (var (name, value) in parts)
        {
            if (!string.IsNullOrEmpty(value))
                Console.WriteLine($"{name}: {value}");
        }

        return ExitCode.Success;
    }

    /// <summary>A refusal with the answer that a server of this library would give.</summary>
    /// <param name="asJson">Whether to print an object.</param>
    /// <param name="failure">The reason.</param>
    /// <param name="message">The reason in the protocol's words, where they say more than the reason alone.</param>
    /// <param name="challenge">The challenge, where the refusal has one of its own.</param>
    public static int Refused(bool asJson, HawkFailure failure, string? message = null, string? challenge = null)
    {
        message ??= failure.Message();
        challenge ??= failure.Challenge();
        return Refused(asJson, $"{failure}", message, writer =>
        {
            writer.WriteNumber("status", failure.StatusCode());
            JsonOutput.WriteText(writer, "challenge", challenge);
        });
    }

    /// <summary>A refusal of another kind.</summary>
    public static int Refused(bool asJson, string failure, string message, Action<Utf8JsonWriter>? more = null)
    {
        if (asJson)
            JsonOutput.Write(writer =>
            {
                writer.WriteBoolean("accepted", false);
                writer.WriteString("failure", failure);
                writer.WriteString("message", message);
                more?.Invoke(writer);
            });
        else
            Console.WriteLine($"refused: {message}");
        return ExitCode.Failure;
    }
}
