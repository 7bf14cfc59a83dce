using KintoHawk.Server.Api;

namespace KintoHawk.Server.Resources;

/// <summary>The tombstone as the answer to a deletion shows it.</summary>
static class Tombstones
{
    public static void Write(WireWriter json, string id, long lastModified) => json.StartObject()
        .Name("last_modified").Number(lastModified)
        .Name("id").String(id)
        .Name("deleted").Boolean(true)
        .EndObject();
}
