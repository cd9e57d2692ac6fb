namespace KubePki.Fuzz;

/// <summary>Changes whole cases: their DER, their PEM, who stands where, and what is asked.</summary>
internal sealed class CaseMutator(Random random, IReadOnlyList<FuzzCase> seeds)
{
    private readonly DerMutator _der = new(random);

    public FuzzCase Mutate(FuzzCase seed, string id)
    {
        var result = seed with { Id = id };
        for (var i = random.Next(2); i >= 0; i--)
            result = Change(result);
        return result;
    }

    private FuzzCase Change(FuzzCase given) => random.Next(14) switch
    {
        0 or 1 or 2 => given with { Leaf = ChangeDer(given.Leaf) },
        3 => given with { Intermediates = ChangeDer(given.Intermediates) },
        4 => given with { Roots = ChangeDer(given.Roots) },
        5 => given with { Key = ChangeDer(given.Key) },
        6 => given with { Leaf = PemText.Mutate(given.Leaf, random) },
        7 => given with { Roots = PemText.Mutate(given.Roots, random) },
        8 => given with { Key = PemText.Mutate(given.Key, random) },
        9 => given with
        {
            Roots = [.. given.Roots, .. random.Pick(seeds).Roots],
            Intermediates = [.. random.Pick(seeds).Intermediates, .. given.Intermediates],
        },
        10 => given with { Roots = given.Intermediates, Intermediates = given.Roots },
        11 => given with { Name = random.Pick(Words.Hosts) },
        12 => given with
        {
            Time = random.Next(2) == 0 ? random.Pick(Words.Times) : random.Pick(seeds).Time,
            Usages = [random.Pick(Words.Usages)],
        },
        _ => given with
        {
            Key = random.Pick(seeds).Key,
            Leaf = random.Next(2) == 0 ? given.Leaf : [.. given.Leaf, .. random.Pick(seeds).Leaf],
        },
    };

    private byte[] ChangeDer(byte[] text)
    {
        var blocks = PemText.Read(text);
        // Very large cases are for one look, not for a thousand.
        if (blocks.Count == 0 || text.Length > 256 * 1024)
            return text;
        var at = random.Next(Math.Min(4, blocks.Count));
        var donor = PemText.Read(random.Pick(seeds).Leaf) is [var first, ..] ? DerNode.Parse(first.Der) : null;
        blocks[at] = (blocks[at].Label, _der.Mutate(blocks[at].Der, donor));
        return [.. blocks.SelectMany(block => PemText.Write(block.Label, block.Der))];
    }
}
