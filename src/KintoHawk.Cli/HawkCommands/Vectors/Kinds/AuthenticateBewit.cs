using System.Text.Json;
using Hawk;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>A link to judge: <c>authenticate-bewit</c>.</summary>
static class AuthenticateBewit
{
    public static string? Disagreement(Vector vector)
    {
        var judgement = Judge(vector.Input, UrlOf(vector), out var bewit);
        if (!vector.ExpectsSuccess)
            return judgement.Failure is HawkFailure.None ? "is accepted" : judgement.Disagreement(vector);
        return judgement.Failure is HawkFailure.None ? DifferentAttributes(vector.Expected.GetProperty("attributes"), in bewit) : $"is refused: {judgement.Message}";
    }

    public static string UrlOf(Vector vector) => Vector.Text(vector.Input.GetProperty("request"), "url")!;

    /// <summary>The order of section 11.2, with the settings of the vector and this target.</summary>
    public static Judgement Judge(JsonElement input, string url, out HawkBewit bewit)
    {
        var request = input.GetProperty("request");
        var method = Vector.Text(request, "method")!;
        var failure = HawkBewit.Parse(method, url, Vector.Text(request, "authorization") is not null, out bewit);
        if (HawkBewit.IsIn(url) != failure is not HawkFailure.NotHawk)
            throw new InvalidOperationException("There is a bewit, and there is none.");
        if (failure is not HawkFailure.None)
            return Judgement.Refused(failure);
        if (!HawkTarget.TryCreate(method, url, Vector.Text(request, "host"), (int)Vector.Number(request, "port"), out var target))
            return Judgement.Refused(HawkFailure.MalformedHeader);
        if (!input.GetProperty("credentials").TryGetProperty(bewit.Id, out var stored))
            return Judgement.Refused(HawkFailure.UnknownCredential);
        using var credential = Vector.Credential(stored, bewit.Id.ToString());
        failure = HawkServer.VerifyBewit(in bewit, in target, credential, ServerAuthenticate.Now(input), TimeSpan.MaxValue, out _);
        return failure is HawkFailure.None ? Judgement.Accepted : Judgement.Refused(failure);
    }

    static string? DifferentAttributes(JsonElement expected, in HawkBewit bewit) =>
        Vector.Differs("id", Vector.Text(expected, "id"), bewit.Id.ToString())
        ?? Vector.Differs("exp", Vector.Text(expected, "exp"), bewit.Expires.ToString())
        ?? Vector.Differs("mac", Vector.Text(expected, "mac"), bewit.Mac.ToString())
        ?? Vector.Differs("ext", Vector.Text(expected, "ext") ?? "", bewit.Ext.ToString());
}
