namespace KintoHawk.Server.Logging;

/// <summary>A value of a log field that is an object or a list: its JSON text.</summary>
sealed record LogJson(string Text)
{
    public override string ToString() => Text;
}
