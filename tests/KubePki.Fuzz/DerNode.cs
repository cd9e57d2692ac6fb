namespace KubePki.Fuzz;

/// <summary>An element of a DER encoding that can be taken apart and put together again, lengths included.</summary>
internal sealed class DerNode(byte tag)
{
    public byte Tag { get; set; } = tag;

    public List<DerNode> Children { get; } = [];

    /// <summary>The content, where it is not made of children.</summary>
    public byte[] Content { get; set; } = [];

    /// <summary>What stands before the children: the count of unused bits of a BIT STRING.</summary>
    private byte[] _prefix = [];

    /// <summary>Whether the length is written longer than it need be.</summary>
    public bool HasLongLength { get; set; }

    /// <summary>Parses as deep as it goes; null when this is no DER.</summary>
    public static DerNode? Parse(ReadOnlySpan<byte> der)
    {
        var nodes = ParseAll(der, 0);
        return nodes is [var only] ? only : null;
    }

    private static List<DerNode>? ParseAll(ReadOnlySpan<byte> der, int depth)
    {
        var nodes = new List<DerNode>();
        while (!der.IsEmpty)
        {
            if (!TryHeader(der, out var header, out var length) || depth > 32)
                return null;
            var node = new DerNode(der[0]);
            var content = der.Slice(header, length);
            // Strings may hold DER: extensions and keys do.
            var skip = der[0] == 3 && length > 0 ? 1 : 0;
            var mayNest = (der[0] & 0x20) != 0 || (der[0] is 3 or 4 && length > 2);
            if (mayNest && ParseAll(content[skip..], depth + 1) is { } children)
            {
                node._prefix = content[..skip].ToArray();
                node.Children.AddRange(children);
            }
            else
            {
                node.Content = content.ToArray();
            }
            nodes.Add(node);
            der = der[(header + length)..];
        }
        return nodes;
    }

    private static bool TryHeader(ReadOnlySpan<byte> der, out int header, out int length)
    {
        header = 2;
        length = der.Length > 1 ? der[1] : int.MaxValue;
        if (der.Length < 2 || (der[0] & 0x1f) == 0x1f)
            return false;
        if (length >= 0x80)
        {
            var octets = length & 0x7f;
            if (octets is 0 or > 3 || der.Length < 2 + octets)
                return false;
            length = 0;
            foreach (var octet in der.Slice(2, octets))
                length = (length << 8) | octet;
            header += octets;
        }
        return length <= der.Length - header;
    }

    public byte[] Encode()
    {
        byte[] content = Children.Count == 0 ? [.. _prefix, .. Content] : [.. _prefix, .. Children.SelectMany(child => child.Encode())];
        return [Tag, .. Length(content.Length, HasLongLength), .. content];
    }

    public static byte[] Wrap(byte tag, params byte[][] parts)
    {
        var content = parts.SelectMany(part => part).ToArray();
        return [tag, .. Length(content.Length, false), .. content];
    }

    private static byte[] Length(int length, bool isLong) => length switch
    {
        _ when isLong => [0x84, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length],
        < 0x80 => [(byte)length],
        < 0x100 => [0x81, (byte)length],
        < 0x10000 => [0x82, (byte)(length >> 8), (byte)length],
        _ => [0x83, (byte)(length >> 16), (byte)(length >> 8), (byte)length],
    };

    public DerNode Clone()
    {
        var copy = new DerNode(Tag) { Content = Content, HasLongLength = HasLongLength, _prefix = _prefix };
        copy.Children.AddRange(Children.Select(child => child.Clone()));
        return copy;
    }

    /// <summary>This node and all below it, each with its parent.</summary>
    public IEnumerable<(DerNode? Parent, DerNode Node)> Walk(DerNode? parent = null)
    {
        yield return (parent, this);
        foreach (var child in Children)
        {
            foreach (var below in child.Walk(this))
                yield return below;
        }
    }
}
