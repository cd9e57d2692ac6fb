namespace KubePki.Pki.X509;

/// <summary>
/// Reads the fields of a structure as Go's encoding/asn1 does, which reads private keys. It differs from <see cref="Der"/>: tag numbers may
/// be high, what follows the last field is overlooked, and an optional field that is something else counts as absent while its header is
/// sound.
/// </summary>
internal ref struct Asn1Fields(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _rest = data;

    public readonly bool IsEmpty => _rest.IsEmpty;

    /// <summary>A field that must be there.</summary>
    public bool TryRead(byte tag, out ReadOnlySpan<byte> content) => TryOptional(tag, out var present, out content) && present;

    /// <summary>A field that may be there; false when what stands in its place is malformed.</summary>
    public bool TryOptional(byte tag, out bool present, out ReadOnlySpan<byte> content)
    {
        present = false;
        content = default;
        if (_rest.IsEmpty)
            return true;
        if (!TryHeader(_rest, out var header, out var length))
            return false;
        if (_rest[0] != tag)
            return true;
        if (length > _rest.Length - header)
            return false;
        present = true;
        content = _rest.Slice(header, length);
        _rest = _rest[(header + length)..];
        return true;
    }

    /// <summary>
    /// An optional field in an explicit context tag. The length of the outer tag does not matter, but it must not be zero.
    /// </summary>
    public bool TryExplicit(int number, byte tag, out bool present, out ReadOnlySpan<byte> content)
    {
        present = false;
        content = default;
        if (_rest.IsEmpty)
            return true;
        // A header of whatever kind with nothing behind it is refused too.
        if (!TryHeader(_rest, out var header, out var length) || header == _rest.Length)
            return false;
        if (_rest[0] != DerTag.ContextConstructed(number) && (_rest[0] != DerTag.Context(number) || length != 0))
            return true;
        if (length == 0)
            return false;
        var saved = _rest;
        _rest = _rest[header..];
        if (_rest.IsEmpty || !TryOptional(tag, out present, out content))
            return false;
        if (!present)
            _rest = saved;
        return true;
    }

    /// <summary>Any field; the whole element.</summary>
    public bool TryAny(out ReadOnlySpan<byte> element)
    {
        element = default;
        if (!TryHeader(_rest, out var header, out var length) || length > _rest.Length - header)
            return false;
        element = _rest[..(header + length)];
        _rest = _rest[(header + length)..];
        return true;
    }

    /// <summary>An INTEGER in its shortest form.</summary>
    public bool TryInteger(out ReadOnlySpan<byte> value) => TryRead(DerTag.Integer, out value) && IsMinimal(value);

    /// <summary>An optional INTEGER in its shortest form.</summary>
    public bool TryOptionalInteger(out bool present, out ReadOnlySpan<byte> value) =>
        TryOptional(DerTag.Integer, out present, out value) && (!present || IsMinimal(value));

    /// <summary>An INTEGER that fits 64 bits.</summary>
    public bool TryInt64(out long value)
    {
        value = 0;
        if (!TryInteger(out var octets) || octets.Length > 8)
            return false;
        value = (sbyte)octets[0];
        foreach (var octet in octets[1..])
            value = (value << 8) | octet;
        return true;
    }

    private static bool IsMinimal(ReadOnlySpan<byte> value) =>
        value is not [] and not [0, < 0x80, ..] and not [0xff, >= 0x80, ..];

    private static bool TryHeader(ReadOnlySpan<byte> data, out int header, out int length)
    {
        header = 1;
        length = 0;
        if (data.IsEmpty || ((data[0] & 0x1f) == 0x1f && !TrySkipTag(data, ref header)) || header >= data.Length)
            return false;
        length = data[header++];
        if (length < 0x80)
            return true;
        var octets = length & 0x7f;
        if (octets == 0 || octets > data.Length - header)
            return false;
        length = 0;
        foreach (var octet in data.Slice(header, octets))
        {
            if (length >= 1 << 23)
                return false;
            length = (length << 8) | octet;
            if (length == 0)
                return false;
        }
        header += octets;
        return length >= 0x80;
    }

    // A high tag number: septets, the shortest form, of 31 bits at the most.
    private static bool TrySkipTag(ReadOnlySpan<byte> data, ref int header)
    {
        long number = 0;
        for (var i = 0; i < 5 && header < data.Length; i++)
        {
            var octet = data[header++];
            if (i == 0 && octet == 0x80)
                return false;
            number = (number << 7) | (long)(octet & 0x7f);
            if ((octet & 0x80) == 0)
                return number is >= 0x1f and <= int.MaxValue;
        }
        return false;
    }
}
