using Hawk.Diagnostics;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>Parts, their text and its MAC: <c>mac</c>.</summary>
static class MacOfParts
{
    public static string? Disagreement(Vector vector)
    {
        var input = vector.Input;
        using var credential = Vector.Credential(input);
        var text = new HawkText
        {
            Kind = Vector.Text(input, "type") switch
            {
                "header" => HawkTextKind.Header,
                "response" => HawkTextKind.Response,
                "bewit" => HawkTextKind.Bewit,
                "message" => HawkTextKind.Message,
                var type => throw new FormatException($"'{type}' is not a type of text."),
            },
            Timestamp = Vector.Text(input, "ts") ?? "",
            Nonce = Vector.Text(input, "nonce") ?? "",
            Method = Vector.Text(input, "method") ?? "",
            Resource = Vector.Text(input, "resource") ?? "",
            Host = Vector.Text(input, "host") ?? "",
            Port = (int)Vector.Number(input, "port"),
            Hash = Vector.Text(input, "hash") ?? "",
            Ext = Vector.Text(input, "ext") ?? "",
            App = Vector.Text(input, "app") ?? "",
            Dlg = Vector.Text(input, "dlg") ?? "",
        };
        return Vector.Differs("text", Vector.Text(vector.Expected, "normalized"), text.ToString())
            ?? Vector.Differs("mac", Vector.Text(vector.Expected, "mac"), text.ComputeMac(credential));
    }
}
