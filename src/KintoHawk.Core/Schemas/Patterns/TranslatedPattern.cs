namespace KintoHawk.Core.Schemas.Patterns;

/// <summary>A pattern in the dialect of the platform.</summary>
/// <param name="Text">The pattern.</param>
/// <param name="IsRegular">True when it is for the matcher in one pass: no looking around, no referring back, no sets as large as all letters.</param>
/// <param name="Size">How many single characters it asks for when every counted repetition is written out.</param>
readonly record struct TranslatedPattern(string Text, bool IsRegular, long Size);
