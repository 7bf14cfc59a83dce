namespace KintoHawk.Core.Schemas.Patterns;

/// <summary>A pattern in the dialect of the platform.</summary>
/// <param name="Text">The pattern.</param>
/// <param name="IsRegular">True when it can be matched in one pass: no looking around, and no referring back.</param>
/// <param name="Size">How many single characters it asks for when every counted repetition is written out.</param>
readonly record struct TranslatedPattern(string Text, bool IsRegular, long Size);
