using System.Text;

namespace KintoHawk.Cli.Terminal;

/// <summary>Asks at the terminal, on standard error, so that standard output stays what the command is for. Null when the input has ended.</summary>
static class Prompt
{
    const char EndOfTransmission = '\u0004';

    /// <summary>Asks for a line.</summary>
    public static string? Line(string question)
    {
        Console.Error.Write(question);
        return Console.In.ReadLine();
    }

    /// <summary>Asks for a line that is not shown while it is typed. Redirected input is read line by line.</summary>
    public static string? Secret(string question)
    {
        // Looking for keys makes the terminal silent: before the question, because people and programs type as soon as they see it.
        if (!Console.IsInputRedirected)
            _ = Console.KeyAvailable;
        Console.Error.Write(question);
        if (Console.IsInputRedirected)
        {
            var line = Console.In.ReadLine();
            Console.Error.WriteLine();
            return line;
        }

        var typed = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            if (key.Key is ConsoleKey.Enter || (key.KeyChar is EndOfTransmission && typed.Length == 0))
            {
                Console.Error.WriteLine();
                return key.Key is ConsoleKey.Enter ? typed.ToString() : null;
            }

            if (key.Key is ConsoleKey.Backspace && typed.Length > 0)
                typed.Length--;
            else if (!char.IsControl(key.KeyChar))
                typed.Append(key.KeyChar);
        }
    }

    /// <summary>Asks twice, until both answers are the same.</summary>
    public static string? NewSecret(string question, string again)
    {
        while (true)
        {
            if (Secret(question) is not { } first || Secret(again) is not { } second)
                return null;
            if (first == second)
                return first;
            Console.Error.WriteLine("The two are not the same. Please try again.");
        }
    }
}
