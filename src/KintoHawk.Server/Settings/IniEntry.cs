namespace KintoHawk.Server.Settings;

/// <summary>One key of an ini file.</summary>
/// <param name="Key">The key, in the case it was written.</param>
/// <param name="Value">The value, before interpolation; lines of a long value are joined by line feeds.</param>
/// <param name="Line">The line of the key, from 1.</param>
sealed record IniEntry(string Key, string Value, int Line);
