using System.Buffers.Text;
using System.Globalization;
using System.Numerics;

namespace KintoHawk.Core.Json;

/// <summary>
/// Compares JSON numbers by their decimal digits, so that neither 64-bit integers nor longer ones lose precision:
/// <c>1</c>, <c>1.0</c> and <c>10e-1</c> are equal, 2^53 and 2^53+1 are not. Allocates nothing.
/// </summary>
readonly ref struct JsonNumber
{
    // Far beyond any exponent a text in memory can move by its digits, and safe to add to.
    const long ExponentBound = long.MaxValue / 4;

    readonly ReadOnlySpan<byte> _mantissa; // from the first digit that is not zero; may hold the point
    readonly long _exponent;               // of that digit
    readonly int _sign;

    JsonNumber(ReadOnlySpan<byte> text)
    {
        _sign = 1;
        if (text[0] == '-')
        {
            _sign = -1;
            text = text[1..];
        }

        var end = text.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = end < 0 ? text : text[..end];
        var point = mantissa.IndexOf((byte)'.');
        if (point < 0)
            point = mantissa.Length;
        var first = mantissa.IndexOfAnyInRange((byte)'1', (byte)'9');
        if (first < 0)
        {
            _sign = 0;
            return;
        }

        _mantissa = mantissa[first..(mantissa.LastIndexOfAnyInRange((byte)'1', (byte)'9') + 1)];
        _exponent = (first < point ? point - first - 1 : point - first) + (end < 0 ? 0 : ReadExponent(text[(end + 1)..]));
    }

    /// <summary>Compares two valid JSON numbers by value.</summary>
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (TryReadInteger(left, out var l) && TryReadInteger(right, out var r))
            return l.CompareTo(r);
        return Compare(new JsonNumber(left), new JsonNumber(right));
    }

    /// <summary>The same for equal values, however they are written.</summary>
    public static int Hash(ReadOnlySpan<byte> text)
    {
        var number = new JsonNumber(text);
        var hash = new HashCode();
        hash.Add(number._sign);
        hash.Add(number._exponent);
        foreach (var digit in number._mantissa)
            if (digit != '.')
                hash.Add(digit);
        return hash.ToHashCode();
    }

    /// <summary>True for zero in any notation.</summary>
    public static bool IsZero(ReadOnlySpan<byte> text) => new JsonNumber(text)._sign == 0;

    /// <summary>True for a whole number in any notation.</summary>
    public static bool IsInteger(ReadOnlySpan<byte> text)
    {
        var number = new JsonNumber(text);
        return number._sign == 0 || number.LastExponent >= 0;
    }

    /// <summary>True when dividing leaves no rest. The divisor must not be zero.</summary>
    public static bool IsMultiple(ReadOnlySpan<byte> text, ReadOnlySpan<byte> divisor)
    {
        if (TryReadInteger(text, out var value) && TryReadInteger(divisor, out var by))
            return by == -1 || value % by == 0;
        var left = new JsonNumber(text);
        var right = new JsonNumber(divisor);
        if (left._sign == 0)
            return true;
        // The last digit of a mantissa is not zero, so one that would have to be a multiple of ten is none.
        var shift = left.LastExponent - right.LastExponent;
        if (shift < 0)
            return false;
        var modulus = right.Digits();
        return left.Digits() * BigInteger.ModPow(10, shift, modulus) % modulus == 0;
    }

    /// <summary>What <see cref="IsMultiple"/> takes, in units of about a small division.</summary>
    public static long CostOfDivision(ReadOnlySpan<byte> text, ReadOnlySpan<byte> divisor)
    {
        long length = text.Length + divisor.Length;
        // A power of ten takes a division for every bit of its exponent.
        var shift = new JsonNumber(text).LastExponent - new JsonNumber(divisor).LastExponent;
        var divisions = BitOperations.Log2((ulong)Math.Max(shift, 1)) / 4;
        return (length * length / 512 * (1 + divisions)) + divisions;
    }

    /// <summary>Reads a number written as a plain integer within 64 bits.</summary>
    public static bool TryReadInteger(ReadOnlySpan<byte> text, out long value) =>
        Utf8Parser.TryParse(text, out value, out var consumed) && consumed == text.Length;

    int DigitCount => _mantissa.Length - (_mantissa.Contains((byte)'.') ? 1 : 0);

    /// <summary>The exponent of the last digit that is not zero.</summary>
    long LastExponent => _exponent - DigitCount + 1;

    BigInteger Digits()
    {
        Span<char> digits = DigitCount <= 256 ? stackalloc char[DigitCount] : new char[DigitCount];
        var count = 0;
        foreach (var digit in _mantissa)
            if (digit != '.')
                digits[count++] = (char)digit;
        return BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    static int Compare(in JsonNumber left, in JsonNumber right)
    {
        if (left._sign != right._sign)
            return left._sign.CompareTo(right._sign);
        if (left._exponent != right._exponent)
            return left._exponent > right._exponent ? left._sign : -left._sign;
        return left._sign * CompareDigits(left._mantissa, right._mantissa);
    }

    static int CompareDigits(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var (l, r) = (0, 0);
        while (l < left.Length || r < right.Length)
        {
            if (l < left.Length && left[l] == '.')
                l++;
            if (r < right.Length && right[r] == '.')
                r++;
            var (a, b) = (l < left.Length ? left[l] : (byte)'0', r < right.Length ? right[r] : (byte)'0');
            if (a != b)
                return a > b ? 1 : -1;
            l++;
            r++;
        }

        return 0;
    }

    static long ReadExponent(ReadOnlySpan<byte> text)
    {
        var negative = text[0] == '-';
        if (text[0] is (byte)'-' or (byte)'+')
            text = text[1..];
        long value = 0;
        foreach (var digit in text)
            value = Math.Min((value * 10) + (digit - '0'), ExponentBound / 16);
        return negative ? -value : value;
    }
}
