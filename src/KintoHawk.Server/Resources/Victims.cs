using System.Collections;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Resources;

/// <summary>
/// The deletions of a set's objects, one change for each. There may be many thousands: what is kept of each is its id and its revision, and the change is
/// made when it is looked at.
/// </summary>
sealed class Victims(Resource resource, string parentUri) : IReadOnlyList<Change>
{
    readonly List<(string Id, long Revision)> _victims = [];

    public int Count => _victims.Count;

    public Change this[int index] =>
        new Change.Delete(new ObjectPath(resource, parentUri, _victims[index].Id), null, Expected.At(_victims[index].Revision));

    public void Add(StoredObject row) => _victims.Add((row.Id, row.LastModified));

    /// <summary>The tombstones that the deletions leave behind.</summary>
    public ApiResponse Respond(IReadOnlyList<long> timestamps) => new(StatusCodes.Status200OK, output =>
    {
        var json = new WireWriter(output).StartObject().Name("data").StartArray();
        for (var i = 0; i < Count; i++)
            Tombstones.Write(json, _victims[i].Id, timestamps[i]);
        json.EndArray().EndObject();
    });

    public IEnumerator<Change> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
