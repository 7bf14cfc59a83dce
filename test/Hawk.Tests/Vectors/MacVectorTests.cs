using Hawk.Wire;

namespace Hawk.Tests.Vectors;

public class MacVectorTests
{
    [Fact]
    public void Every_normalised_text_and_mac_is_as_the_vectors_say() => VectorSet.Check(VectorSet.Load("hawk-mac", "mac"), 17, Disagreement);

    static string? Disagreement(Vector vector)
    {
        var input = vector.Input;
        using var credential = Vector.Credential(input);
        var text = new NormalizedString
        {
            Type = Vector.Text(input, "type"),
            Timestamp = Vector.Text(input, "ts"),
            Nonce = Vector.Text(input, "nonce"),
            Method = Vector.Text(input, "method"),
            Resource = Vector.Text(input, "resource"),
            Host = Vector.Text(input, "host"),
            Port = input.GetProperty("port").GetInt32(),
            Hash = Vector.Text(input, "hash"),
            Ext = Vector.Text(input, "ext"),
            App = Vector.Text(input, "app"),
            Dlg = Vector.Text(input, "dlg"),
        };
        return VectorSet.Differs("text", Vector.Text(vector.Expected, "normalized"), text.ToString())
            ?? VectorSet.Differs("mac", Vector.Text(vector.Expected, "mac"), Mac.Text(credential, in text))
            ?? (Mac.Matches(credential, in text, Vector.Text(vector.Expected, "mac")) ? null : "the mac does not match itself");
    }
}
