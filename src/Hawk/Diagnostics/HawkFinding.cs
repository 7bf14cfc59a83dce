namespace Hawk.Diagnostics;

/// <summary>
/// One difference between what the client signed and what arrived. It is never a guess: a matching MAC or payload hash has proved it, or it can be
/// seen in the request itself. The texts hold no secret; control characters in them are escaped and long texts are cut.
/// </summary>
/// <param name="Subject">What it is about.</param>
/// <param name="Signed">What the client signed; for a fault of grammar, what the grammar asks for.</param>
/// <param name="Received">What this request gives instead.</param>
/// <param name="Advice">What to change, on which side.</param>
public sealed record HawkFinding(HawkSubject Subject, string Signed, string Received, string Advice);
