namespace KintoHawk.Server.Settings;

/// <summary>How ids are made and which are accepted, for one kind of object.</summary>
public enum IdGenerator
{
    /// <summary>Eight characters are made; names are accepted. Setting: <c>kinto.views.NameGenerator</c>.</summary>
    Name,

    /// <summary>A UUID is made; names are accepted. Setting: <c>kinto.views.RelaxedUUID</c>.</summary>
    RelaxedUuid,

    /// <summary>A UUID is made; only UUIDs are accepted. Setting: <c>kinto.core.storage.generators.UUID4</c>.</summary>
    Uuid4,
}
