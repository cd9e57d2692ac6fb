using System.Numerics;
using KubePki.Model;
using KubePki.Pki.X509;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>
/// RSA keys of requests that share a prime: the greatest common divisor takes both apart. All are held against each other at once, by the
/// product and remainder trees of Bernstein (How to find smooth parts of integers, 2004); Heninger and others (Mining your Ps and Qs, 2012)
/// found every hundredth key of the internet so.
/// </summary>
internal sealed class SharedPrimes
{
    // As many take some seconds; no cluster has as many RSA kubelets with a request each at one time.
    public const int MostKeys = 8192;

    // How many of those that share a prime are looked through for the other one's name.
    private const int MostPartners = 64;

    private readonly Dictionary<string, string> _partners = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly ulong[] _product = [];

    /// <summary>Holds the keys of requests against each other. Keys that did not sign do not count: anybody may write any number.</summary>
    /// <param name="requests">The requests.</param>
    public SharedPrimes(IEnumerable<KubeCsr> requests)
    {
        var keys = new List<(KubeCsr Csr, BigInteger Modulus)>();
        foreach (var csr in requests)
        {
            if (ModulusOf(csr) is not { } modulus || !csr.SignatureValid || !_known.Add(csr.Content.KeyIdentity!))
                continue;
            keys.Add((csr, modulus));
            if (keys.Count <= MostKeys)
                continue;
            IsTooMany = true;
            return;
        }
        var products = ProductTree([.. keys.Select(key => key.Modulus)]);
        if (keys.Count > 0)
            _product = Montgomery.Limbs(products[^1][0]);
        Remember(keys.Count < 2 ? [] : FindWeak(keys, products));
    }

    /// <summary>Whether there are too many RSA keys to hold against each other.</summary>
    public bool IsTooMany { get; }

    /// <summary>The name of a request whose key shares a prime with this one's; null when none does.</summary>
    public string? PartnerOf(KubeCsr csr)
    {
        var key = csr.Content.KeyIdentity;
        if (key is null || ModulusOf(csr) is not { } modulus || _product.Length == 0)
            return null;
        if (_known.Contains(key))
            return _partners.GetValueOrDefault(key);
        return BigInteger.GreatestCommonDivisor(new Montgomery(modulus).Reduce(_product), modulus).IsOne ? null : "another request";
    }

    private static BigInteger? ModulusOf(KubeCsr csr)
    {
        if (csr.Content.Parsed is not { PublicKey: { Kind: PublicKeyKind.Rsa,
            Size: <= KubePki.Cluster.Csr.Policy.Rules.KeyRules.MostRsa } key } request)
            return null;
        var octets = key.Key.Of(request.Raw.Span);
        return (octets[^1] & 1) == 0 ? null : new BigInteger(octets, isUnsigned: true, isBigEndian: true);
    }

    // Each row has the products of pairs of the one before; the last one is that of all.
    private static List<BigInteger[]> ProductTree(BigInteger[] numbers)
    {
        var rows = new List<BigInteger[]> { numbers };
        while (rows[^1].Length > 1)
        {
            var row = rows[^1];
            rows.Add([.. row.Chunk(2).Select(pair => pair.Length == 2 ? pair[0] * pair[1] : pair[0])]);
        }
        return rows;
    }

    // The product of all modulo n², divided by n: what it has in common with n comes from the others.
    private static List<(KubeCsr Csr, BigInteger Modulus)> FindWeak(List<(KubeCsr Csr, BigInteger Modulus)> keys,
        List<BigInteger[]> products)
    {
        var remainders = products[^1];
        for (var row = products.Count - 2; row >= 0; row--)
        {
            var above = remainders;
            remainders = [.. products[row].Select((number, at) => above[at / 2] % (number * number))];
        }
        return [.. keys.Where((key, at) => !BigInteger.GreatestCommonDivisor(remainders[at] / key.Modulus, key.Modulus).IsOne)];
    }

    private void Remember(List<(KubeCsr Csr, BigInteger Modulus)> weak)
    {
        foreach (var (csr, modulus) in weak)
        {
            var partner = weak.Take(MostPartners).FirstOrDefault(other =>
                !ReferenceEquals(other.Csr, csr) && !BigInteger.GreatestCommonDivisor(other.Modulus, modulus).IsOne).Csr;
            _partners[csr.Content.KeyIdentity!] = partner?.Name ?? "another request";
        }
    }
}
