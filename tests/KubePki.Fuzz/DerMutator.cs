namespace KubePki.Fuzz;

/// <summary>Changes DER: mostly so that it stays well-formed outside of what was changed.</summary>
internal sealed class DerMutator(Random random)
{
    private static readonly byte[] Tags =
    [
        0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0c, 0x12, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1a, 0x1c, 0x1e, 0x1f, 0x30, 0x31,
        0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xbf,
    ];

    private static readonly byte[][] Contents =
    [
        [], [0], [1], [0x7f], [0x80], [0xff], [0, 0], [0, 0x80], [0xff, 0x7f],
        [0xff, 0xff], [0, 1], [7, 0x80], [8, 0], [1, 0xff], [0x55, 0x1d, 0x80, 0x11],
        [0x55, 0x1d, 17], [0x55, 0x1d, 19], [0x55, 0x1d, 30], [0x55, 0x1d, 32], [0x55, 0x1d, 36],
        [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x01], [0x55, 0x1d, 32, 0], [0x55, 0x1d, 37, 0],
        "a"u8.ToArray(), "A.b"u8.ToArray(), "."u8.ToArray(), ".a.example"u8.ToArray(),
        "*.a.example"u8.ToArray(), "a@b"u8.ToArray(), "@"u8.ToArray(), "http://h/"u8.ToArray(),
        "250101000000Z"u8.ToArray(), "2501010000Z"u8.ToArray(), "500101000000Z"u8.ToArray(),
        "250101000000+0100"u8.ToArray(), "20250101000000Z"u8.ToArray(), "00000101000000Z"u8.ToArray(),
        "99991231235959Z"u8.ToArray(), "250230000000Z"u8.ToArray(), "20250101000000.5Z"u8.ToArray(),
        [0xc3, 0x28], [0xd8, 0, 0, 0x41], [0, 0x41, 0, 0], [0x1b, 0x5b],
        [127, 0, 0, 1], [10, 0, 0, 0, 255, 0, 0, 0], [10, 0, 0, 0, 255, 0, 255, 0],
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, 0, 0, 1], [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a],
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x05], [0x2b, 0x65, 0x70],
        [1, 2, 3, 4, 5, 6, 7, 8, 9], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        [0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0x8f, 0xff, 0xff, 0xff, 0x7f], [0x87, 0xff, 0xff, 0xff, 0x7f],
    ];

    /// <summary>A changed copy; the same bytes when they are no DER to begin with and luck wants it so.</summary>
    public byte[] Mutate(byte[] der, DerNode? donor = null)
    {
        if (random.Next(8) == 0 || DerNode.Parse(der) is not { } root)
            return MutateRaw(der);
        for (var i = random.Next(3); i >= 0; i--)
            Change(root, donor);
        return root.Encode();
    }

    /// <summary>Changes one place of a tree.</summary>
    public void Change(DerNode root, DerNode? donor)
    {
        var all = root.Walk().Skip(1).ToList();
        if (all.Count == 0)
            return;
        var (parent, node) = all[random.Next(all.Count)];
        var siblings = parent!.Children;
        var at = siblings.IndexOf(node);
        switch (random.Next(12))
        {
            case 0: siblings.RemoveAt(at); break;
            case 1: siblings.Insert(at, node.Clone()); break;
            case 2: (siblings[at], siblings[^1]) = (siblings[^1], siblings[at]); break;
            case 3: node.Tag = Tags[random.Next(Tags.Length)]; break;
            case 4: node.Tag ^= (byte)(1 << random.Next(8)); break;
            case 5: node.HasLongLength = true; break;
            case 6: Replace(node, Contents[random.Next(Contents.Length)]); break;
            case 7 when donor is not null: siblings[at] = Pick(donor).Clone(); break;
            case 8: siblings.Insert(at,
                new DerNode(Tags[random.Next(Tags.Length)]) { Content = Contents[random.Next(Contents.Length)] }); break;
            case 9 when node.Content.Length > 0: Replace(node, node.Content[..random.Next(node.Content.Length)]); break;
            default: Replace(node, MutateRaw(node.Content)); break;
        }
    }

    private DerNode Pick(DerNode root)
    {
        var all = root.Walk().ToList();
        return all[random.Next(all.Count)].Node;
    }

    private static void Replace(DerNode node, byte[] content)
    {
        node.Children.Clear();
        node.Content = content;
    }

    /// <summary>Changes bytes without a thought for what they mean.</summary>
    public byte[] MutateRaw(byte[] octets)
    {
        var list = octets.ToList();
        for (var i = random.Next(3); i >= 0; i--)
        {
            var at = random.Next(list.Count + 1);
            switch (random.Next(6))
            {
                case 0: list.Insert(at, (byte)random.Next(256)); break;
                case 1 when at < list.Count: list.RemoveAt(at); break;
                case 2 when at < list.Count: list.RemoveRange(at, random.Next(list.Count - at) + 1); break;
                case 3 when at < list.Count: list[at] ^= (byte)(1 << random.Next(8)); break;
                case 4 when at < list.Count: list[at] = (byte)random.Next(256); break;
                default: list.InsertRange(at, Contents[random.Next(Contents.Length)]); break;
            }
        }
        return [.. list];
    }
}
