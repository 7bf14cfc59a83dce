using System.Buffers;
using System.Globalization;
using KintoHawk.Core.Querying;
using Npgsql;
using NpgsqlTypes;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>The values of a statement. Whatever comes from outside becomes one of them; what stands in the text is its number.</summary>
sealed class ParameterList(NpgsqlParameterCollection parameters)
{
    /// <summary>A text.</summary>
    public string Text(string value) => Add(new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text });

    /// <summary>An array of texts.</summary>
    public string Texts(IEnumerable<string> values) =>
        Add(new NpgsqlParameter<string[]> { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Text | NpgsqlDbType.Array });

    /// <summary>An integer.</summary>
    public string Number(long value) => Add(new NpgsqlParameter<long> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bigint });

    /// <summary>An array of integers.</summary>
    public string Numbers(IEnumerable<long> values) =>
        Add(new NpgsqlParameter<long[]> { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Bigint | NpgsqlDbType.Array });

    /// <summary>A timestamp as the column keeps it (<see cref="ShownTime"/>).</summary>
    public string Moment(long stored) => Add(new NpgsqlParameter<long> { TypedValue = stored, NpgsqlDbType = NpgsqlDbType.Timestamp });

    /// <summary>A JSON value.</summary>
    public string Json(FieldValue value) => Json(TextOf(value));

    /// <summary>A JSON value in UTF-8.</summary>
    public string Json(byte[] utf8) => Add(new NpgsqlParameter<byte[]> { TypedValue = utf8, NpgsqlDbType = NpgsqlDbType.Jsonb });

    /// <summary>An array of JSON values.</summary>
    public string Jsons(IEnumerable<FieldValue> values) =>
        Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. values.Select(TextOf)], NpgsqlDbType = NpgsqlDbType.Jsonb | NpgsqlDbType.Array });

    /// <summary>A text, or none.</summary>
    public string TextOrNull(string? value) => value is null ? Null(NpgsqlDbType.Text) : Text(value);

    /// <summary>An array of texts, or none.</summary>
    public string TextsOrNull(IEnumerable<string>? values) => values is null ? Null(NpgsqlDbType.Text | NpgsqlDbType.Array) : Texts(values);

    /// <summary>An integer, or none.</summary>
    public string NumberOrNull(long? value) => value is { } number ? Number(number) : Null(NpgsqlDbType.Bigint);

    /// <summary>A small integer.</summary>
    public string Small(short value) => Add(new NpgsqlParameter<short> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Smallint });

    /// <summary>A truth.</summary>
    public string Truth(bool value) => Add(new NpgsqlParameter<bool> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Boolean });

    /// <summary>Any value of this type.</summary>
    public string Value<TValue>(TValue value, NpgsqlDbType type) => Add(new NpgsqlParameter<TValue> { TypedValue = value, NpgsqlDbType = type });

    /// <summary>No value.</summary>
    public string Null(NpgsqlDbType type) => Add(new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = type });

    static byte[] TextOf(FieldValue value)
    {
        var text = new ArrayBufferWriter<byte>();
        value.WriteTo(text);
        return text.WrittenSpan.ToArray();
    }

    string Add(NpgsqlParameter parameter)
    {
        parameters.Add(parameter);
        return string.Create(CultureInfo.InvariantCulture, $"${parameters.Count}");
    }
}
