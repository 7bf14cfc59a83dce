namespace Hawk.Wire;

/// <summary>What the header grammar refuses (section 3.5).</summary>
enum HeaderFault : byte
{
    None,
    Absent,
    OtherScheme,
    TooLong,
    InvalidSyntax,
    UnknownAttribute,
    BadValue,
    DuplicateAttribute,
    BadFormat,
}
