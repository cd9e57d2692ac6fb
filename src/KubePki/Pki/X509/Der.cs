using System.Buffers.Binary;

namespace KubePki.Pki.X509;

/// <summary>
/// A forward reader over DER that accepts exactly what Go's cryptobyte accepts: definite minimal lengths of at most
/// four bytes, low tag numbers only. Each Try method moves forward only when it succeeds; nothing throws.
/// </summary>
internal ref struct Der
{
    private ReadOnlySpan<byte> _rest;
    private int _offset;

    /// <summary>Reads <paramref name="data"/>, whose first byte lies at <paramref name="offset"/> of the whole.</summary>
    public Der(ReadOnlySpan<byte> data, int offset = 0)
    {
        _rest = data;
        _offset = offset;
    }

    public readonly bool IsEmpty => _rest.IsEmpty;

    /// <summary>Where the next element starts, counted from the start of the whole encoding.</summary>
    public readonly int Offset => _offset;

    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Where <see cref="Rest"/> lies in the whole encoding.</summary>
    public readonly Slice Whole => new(_offset, _rest.Length);

    public readonly bool NextIs(byte tag) => !_rest.IsEmpty && _rest[0] == tag;

    /// <summary>Reads any element: its tag, its content, and its header length.</summary>
    public bool TryAny(out byte tag, out Der content, out Slice element)
    {
        content = default;
        element = default;
        tag = 0;
        if (_rest.Length < 2 || (_rest[0] & 0x1f) == 0x1f || !TryLength(out var header, out var length))
            return false;
        tag = _rest[0];
        content = new Der(_rest.Slice(header, length), _offset + header);
        element = new Slice(_offset, header + length);
        Advance(header + length);
        return true;
    }

    /// <summary>Reads one element that must carry this tag.</summary>
    public bool TryRead(byte tag, out Der content, out Slice element)
    {
        if (NextIs(tag))
            return TryAny(out _, out content, out element);
        content = default;
        element = default;
        return false;
    }

    public bool TryRead(byte tag, out Der content) => TryRead(tag, out content, out _);

    /// <summary>Reads an element if it is there; false only when it is there and malformed.</summary>
    public bool TryOptional(byte tag, out bool present, out Der content)
    {
        present = NextIs(tag);
        content = default;
        return !present || TryRead(tag, out content);
    }

    /// <summary>An INTEGER in its shortest form; the slice covers the content octets.</summary>
    public bool TryInteger(out Slice value, byte tag = DerTag.Integer)
    {
        value = default;
        var saved = this;
        if (!TryRead(tag, out var content) || !IsMinimalInteger(content.Rest))
        {
            this = saved;
            return false;
        }
        value = content.Whole;
        return true;
    }

    /// <summary>An INTEGER that fits 64 bits.</summary>
    public bool TryInt64(out long value, byte tag = DerTag.Integer)
    {
        value = 0;
        var saved = this;
        if (!TryRead(tag, out var content) || !IsMinimalInteger(content.Rest) || content.Rest.Length > 8)
        {
            this = saved;
            return false;
        }
        value = (sbyte)content.Rest[0];
        foreach (var octet in content.Rest[1..])
            value = (value << 8) | octet;
        return true;
    }

    public bool TryBoolean(out bool value)
    {
        value = false;
        var saved = this;
        if (!TryRead(DerTag.Boolean, out var content) || content.Rest.Length != 1 || content.Rest[0] is not (0 or 0xff))
        {
            this = saved;
            return false;
        }
        value = content.Rest[0] == 0xff;
        return true;
    }

    /// <summary>An OBJECT IDENTIFIER whose parts each fit 31 bits; <paramref name="minimal"/> as Go 1.21 and later want it.</summary>
    public bool TryOid(out ReadOnlySpan<byte> oid, bool minimal = true) => TryOid(out oid, out _, minimal);

    public bool TryOid(out ReadOnlySpan<byte> oid, out Slice slice, bool minimal = true)
    {
        oid = default;
        slice = default;
        var saved = this;
        if (!TryRead(DerTag.Oid, out var content) || !Oid.IsValid(content.Rest, minimal))
        {
            this = saved;
            return false;
        }
        oid = minimal ? content.Rest : Oid.Shortest(content.Rest);
        slice = content.Whole;
        return true;
    }

    /// <summary>A BIT STRING with zero padding bits; the slice covers the octets after the count of unused bits.</summary>
    public bool TryBitString(out Slice bits, out int unused)
    {
        bits = default;
        unused = 0;
        var saved = this;
        if (!TryRead(DerTag.BitString, out var content) || !HasValidPadding(content.Rest))
        {
            this = saved;
            return false;
        }
        unused = content.Rest[0];
        bits = new Slice(content.Offset + 1, content.Rest.Length - 1);
        return true;
    }

    /// <summary>Whether the content of a BIT STRING has a count of unused bits, and those are zero.</summary>
    public static bool HasValidPadding(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty)
            return false;
        int padding = content[0];
        if (content.Length == 1)
            return padding == 0;
        return padding <= 7 && (content[^1] & ((1 << padding) - 1)) == 0;
    }

    private static bool IsMinimalInteger(ReadOnlySpan<byte> value) => value.Length switch
    {
        0 => false,
        1 => true,
        _ => value[0] switch
        {
            0x00 => (value[1] & 0x80) != 0,
            0xff => (value[1] & 0x80) == 0,
            _ => true,
        },
    };

    private readonly bool TryLength(out int header, out int length)
    {
        header = 2;
        length = _rest[1];
        if (length >= 0x80)
        {
            var octets = length & 0x7f;
            if (octets is 0 or > 4 || _rest.Length < 2 + octets)
                return false;
            Span<byte> padded = stackalloc byte[4];
            padded.Clear();
            _rest.Slice(2, octets).CopyTo(padded[(4 - octets)..]);
            var value = BinaryPrimitives.ReadUInt32BigEndian(padded);
            if (value < 0x80 || value >> ((octets - 1) * 8) == 0 || value > int.MaxValue)
                return false;
            header = 2 + octets;
            length = (int)value;
        }
        return length <= _rest.Length - header;
    }

    private void Advance(int count)
    {
        _rest = _rest[count..];
        _offset += count;
    }
}
