using KintoHawk.Core.Objects;
using KintoHawk.Server.Api;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Resources;

/// <summary>The body of a list, written row by row while the storage reads them.</summary>
sealed class ListBody : IDisposable
{
    readonly ResourceRules _rules;
    readonly ListRequest _list;
    readonly PooledBuffer _buffer = new();
    readonly WireWriter _json;
    bool _isGiven;

    public ListBody(ResourceRules rules, ListRequest list)
    {
        _rules = rules;
        _list = list;
        End = new PageEnd(list.Query.Limit);
        _json = new WireWriter(_buffer).StartObject().Name("data").StartArray();
    }

    /// <summary>Where the page ends.</summary>
    public PageEnd End { get; }

    /// <summary>Writes a row, unless it lies behind the page.</summary>
    public void Add(StoredObject row)
    {
        if (!End.Takes(row))
            return;
        _json.BeginValue();
        _rules.Write(row, _list.Query.Fields, _buffer);
    }

    /// <summary>The answer; what was written becomes its body.</summary>
    public ApiResponse ToResponse()
    {
        _json.EndArray().EndObject();
        _isGiven = true;
        return new ApiResponse(StatusCodes.Status200OK, _buffer);
    }

    /// <summary>Gives the memory back, unless it has become an answer's.</summary>
    public void Dispose()
    {
        if (!_isGiven)
            _buffer.Dispose();
    }
}
