using System.Text;

namespace KubePki.Fuzz;

/// <summary>Makes extensions, usual and unusual, malformed now and then.</summary>
internal sealed class ExtensionMaker(Random random)
{
    private static readonly byte[][] Policies = [[0x55, 0x1d, 32, 0], [0x2a, 3], [0x2a, 4], [0x2a, 5], [0x2a, 0x83, 0x01]];

    private static readonly byte[][] UsageOids =
    [
        [0x2b, 6, 1, 5, 5, 7, 3, 1], [0x2b, 6, 1, 5, 5, 7, 3, 2], [0x2b, 6, 1, 5, 5, 7, 3, 3],
        [0x2b, 6, 1, 5, 5, 7, 3, 4], [0x2b, 6, 1, 5, 5, 7, 3, 8], [0x2b, 6, 1, 5, 5, 7, 3, 9],
        [0x55, 0x1d, 37, 0], [0x2b, 6, 1, 4, 1, 0x82, 0x37, 10, 3, 3], [0x60, 0x86, 0x48, 1, 0x86, 0xf8, 0x42, 4, 1], [0x2a, 3, 4],
    ];

    public byte[] Make(bool isAuthority)
    {
        var list = new List<byte[]>();
        if (random.Next(25) != 0 && (isAuthority || random.Next(3) == 0))
            list.Add(Extension(19, BasicConstraints(isAuthority)));
        if (random.Next(3) == 0)
            list.Add(Extension(15, KeyUsage(isAuthority)));
        if (random.Next(isAuthority ? 6 : 2) == 0)
            list.Add(Extension(37, DerNode.Wrap(0x30, [.. Some(3, () => DerNode.Wrap(6, random.Pick(UsageOids)))])));
        if (random.Next(isAuthority ? 4 : 8) != 0 ^ isAuthority)
            list.Add(Extension(17, DerNode.Wrap(0x30, [.. Some(4, AlternativeName)])));
        if (random.Next(isAuthority ? 2 : 15) == 0)
            list.Add(Extension(30, NameConstraints()));
        if (random.Next(5) == 0)
            list.AddRange(PolicyExtensions());
        if (random.Next(4) == 0)
            list.Add(Extension(14, DerNode.Wrap(4, [(byte)random.Next(3)])));
        if (random.Next(4) == 0)
            list.Add(Extension(35, DerNode.Wrap(0x30, DerNode.Wrap(0x80, [(byte)random.Next(3)]))));
        if (random.Next(40) == 0)
            list.Add(Extension((byte)random.Next(60), [(byte)random.Next(256), 0]));
        return [.. list.SelectMany(extension => extension)];
    }

    private IEnumerable<byte[]> PolicyExtensions()
    {
        yield return Extension(32, DerNode.Wrap(0x30, [.. Some(3, () => DerNode.Wrap(0x30, DerNode.Wrap(6, random.Pick(Policies))))]));
        if (random.Next(2) == 0)
            yield return Extension(33, DerNode.Wrap(0x30,
                [.. Some(2, () => DerNode.Wrap(0x30, DerNode.Wrap(6, random.Pick(Policies)), DerNode.Wrap(6, random.Pick(Policies))))]));
        if (random.Next(2) == 0)
            yield return Extension(36, DerNode.Wrap(0x30, random.Next(2) == 0 ? [] : DerNode.Wrap(0x80, [Small()]),
                random.Next(2) == 0 ? [] : DerNode.Wrap(0x81, [Small()])));
        if (random.Next(3) == 0)
            yield return Extension(54, DerNode.Wrap(2, [Small()]));
    }

    private byte Small() => random.Next(8) == 0 ? (byte)0xff : (byte)random.Next(4);

    private byte[] Extension(byte number, byte[] value)
    {
        byte[] critical = random.Next(4) == 0 ? [1, 1, 0xff] : random.Next(30) == 0 ? [1, 1, 0] : [];
        return DerNode.Wrap(0x30, DerNode.Wrap(6, [0x55, 0x1d, number]), critical, DerNode.Wrap(4, value));
    }

    private byte[] BasicConstraints(bool isAuthority)
    {
        byte[] authority = (random.Next(20) == 0) ^ isAuthority ? [1, 1, 0xff] : random.Next(4) == 0 ? [1, 1, 0] : [];
        byte[] length = random.Next(4) == 0 ? DerNode.Wrap(2, [Small()]) : [];
        return DerNode.Wrap(0x30, authority, length);
    }

    private byte[] KeyUsage(bool isAuthority) => random.Next(8) switch
    {
        0 => [3, 1, 0],
        1 => [3, 2, 7, 0x80],
        _ => isAuthority ? [3, 2, 1, 6] : [3, 2, 5, 0xa0],
    };

    private byte[] AlternativeName() => random.Next(16) switch
    {
        0 or 1 or 2 or 3 or 4 => Text(0x82, random.Pick(Words.DnsNames)),
        5 or 6 or 7 or 8 => Text(0x86, random.Pick(Words.Uris)),
        9 or 10 or 11 => Text(0x81, random.Pick(Words.Mails)),
        12 or 13 or 14 => DerNode.Wrap(0x87, random.Next(6) == 0 ? random.Pick(Words.Addresses) : Words.Addresses[random.Next(10)]),
        _ => DerNode.Wrap(random.Pick<byte>([0x80, 0xa0, 0xa3, 0xa4, 0x88, 0x82, 0xa2, 0x8a]), [.. Some(1, () => [0x30, 0])]),
    };

    private byte[] NameConstraints() => DerNode.Wrap(0x30,
        random.Next(3) == 0 ? [] : DerNode.Wrap(0xa0, [.. Some(4, Subtree)]),
        random.Next(2) == 0 ? [] : DerNode.Wrap(0xa1, [.. Some(3, Subtree)]));

    private byte[] Subtree() => DerNode.Wrap(0x30, random.Next(14) switch
    {
        0 or 1 or 2 or 3 => Text(0x82, random.Pick(Words.Domains)),
        4 or 5 or 6 => Text(0x86, random.Pick(Words.Domains)),
        7 or 8 => Text(0x81, random.Pick(Words.Domains)),
        9 => Text(0x81, random.Pick(Words.Mails)),
        10 or 11 or 12 => DerNode.Wrap(0x87, Range()),
        _ => DerNode.Wrap(random.Pick<byte>([0xa4, 0xa0, 0x88, 0x87]), [0x30, 0]),
    });

    private byte[] Range()
    {
        var address = Words.Addresses[random.Next(9)];
        var mask = new byte[address.Length];
        var bits = random.Next((mask.Length * 8) + 1);
        for (var bit = 0; bit < bits; bit++)
            mask[bit / 8] |= (byte)(0x80 >> (bit % 8));
        if (random.Next(25) == 0)
            mask[random.Next(mask.Length)] ^= 1;
        return [.. address, .. mask];
    }

    private byte[] Text(byte tag, string text) =>
        DerNode.Wrap(tag, random.Next(60) == 0 ? Encoding.UTF8.GetBytes(text + "é") : Encoding.UTF8.GetBytes(text));

    private IEnumerable<byte> Some(int most, Func<byte[]> make)
    {
        for (var i = random.Next(most); i >= 0; i--)
        {
            foreach (var octet in make())
                yield return octet;
        }
    }
}
