using KubePki.Pki.X509;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>Collects public keys that nobody may get a certificate for. Who is named first is named.</summary>
internal sealed class RefusedKeys
{
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);

    /// <summary>Whose each is, as <see cref="JudgeContext.RefusedKeys"/> wants it.</summary>
    public IReadOnlyDictionary<string, string> Keys => _keys;

    /// <summary>Adds a key of which the SHA-256 of its SubjectPublicKeyInfo is known, and no more.</summary>
    public void AddHash(string hash, string whose) => _keys.TryAdd(hash, whose);

    /// <summary>Adds a SubjectPublicKeyInfo: also another exponent, or the opposite point, is then this key.</summary>
    public void Add(ReadOnlySpan<byte> publicKeyInfo, string whose)
    {
        if (publicKeyInfo.IsEmpty)
            return;
        _keys.TryAdd(Hex.Sha256(publicKeyInfo), whose);
        if (KeyIdentity.Of(publicKeyInfo) is { } identity)
            _keys.TryAdd(identity, whose);
    }

    /// <summary>Adds the key of a certificate.</summary>
    public void Add(ParsedCertificate certificate, string whose) => Add(certificate.PublicKeyInfo.Of(certificate.Raw.Span), whose);

    /// <summary>Adds keys that somebody else has collected.</summary>
    public void AddAll(IReadOnlyDictionary<string, string> keys)
    {
        foreach (var (key, whose) in keys)
            _keys.TryAdd(key, whose);
    }
}
