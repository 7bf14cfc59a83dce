namespace KintoHawk.Core.Storage;

/// <summary>
/// A place in the data of a <see cref="Change.Put"/> where the timestamp that an earlier change of the same command leaves behind is inserted, as decimal
/// digits. That is how a history entry tells the <c>last_modified</c> of a write that has not got it yet.
/// </summary>
/// <param name="Change">The index of the earlier change.</param>
/// <param name="Offset">The byte of the data before which the digits are inserted.</param>
public readonly record struct Stamp(int Change, int Offset);
