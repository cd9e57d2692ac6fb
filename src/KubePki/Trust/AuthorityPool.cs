using KubePki.X509;

namespace KubePki.Trust;

/// <summary>
/// The CA certificates that are known, asked for the one whose key signed a certificate. Names only put the likely ones
/// first: all old kubeadm CAs have the same name, so a signature is the only proof.
/// </summary>
internal sealed class AuthorityPool
{
    // Every distinct key is tried as long as there are few; a bundle of thousands is searched by name only.
    private const int ManyKeys = 32;

    // Go gives up after as many signature checks for one chain.
    private const int MaxChecks = 100;

    private readonly Dictionary<ReadOnlyMemory<byte>, Entry> _byKey = new(OctetComparer.Instance);
    private readonly Dictionary<ReadOnlyMemory<byte>, List<Entry>> _bySubject = new(OctetComparer.Instance);
    private readonly List<Entry> _all = [];

    /// <summary>A CA key, and the labels of the certificates that carry it, in the order in which they were added.</summary>
    internal sealed class Entry(AuthorityKey key)
    {
        public AuthorityKey Key { get; } = key;

        public List<string> Labels { get; } = [];

        /// <summary>Whether the private key was found, so that the CA can sign here.</summary>
        public bool HasPrivateKey { get; set; }
    }

    /// <summary>Adds a certificate that may sign, under a label: its role, or its name.</summary>
    public void Add(ParsedCertificate certificate, string label, bool hasPrivateKey)
    {
        if (certificate.PublicKey is null)
            return;
        var keyOctets = Octets(certificate, certificate.PublicKeyInfo);
        if (!_byKey.TryGetValue(keyOctets, out var entry))
        {
            entry = new Entry(new AuthorityKey(certificate));
            _byKey.Add(keyOctets, entry);
            _all.Add(entry);
        }
        entry.HasPrivateKey |= hasPrivateKey;
        if (!entry.Labels.Contains(label))
            entry.Labels.Add(label);
        var subject = Octets(certificate, certificate.RawSubject);
        if (!_bySubject.TryGetValue(subject, out var entries))
            _bySubject.Add(subject, entries = []);
        if (!entries.Contains(entry))
            entries.Add(entry);
    }

    /// <summary>The key that really signed this certificate; null when none of the pool did.</summary>
    public Entry? FindSigner(ParsedCertificate certificate)
    {
        // A root among a thousand of the same name is found at once.
        if (_byKey.TryGetValue(Octets(certificate, certificate.PublicKeyInfo), out var own) && own.Key.Signed(certificate))
            return own;
        if (_bySubject.TryGetValue(Octets(certificate, certificate.RawIssuer), out var named)
            && named.Take(MaxChecks).FirstOrDefault(entry => entry.Key.Signed(certificate)) is { } signer)
            return signer;
        return _all.Count > ManyKeys ? null : _all.Find(entry => named?.Contains(entry) != true && entry.Key.Signed(certificate));
    }

    private static ReadOnlyMemory<byte> Octets(ParsedCertificate certificate, Slice slice) => certificate.Raw.Slice(slice.Start, slice.Length);
}
