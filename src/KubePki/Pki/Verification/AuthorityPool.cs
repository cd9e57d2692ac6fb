using KubePki.Pki.X509;

namespace KubePki.Pki.Verification;

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

    private readonly Section _ofNode = new();
    private readonly Dictionary<string, Section> _ofOthers = new(StringComparer.Ordinal);

    /// <summary>A CA key, and the labels of the certificates that carry it, in the order in which they were added.</summary>
    internal sealed class Entry(AuthorityKey key)
    {
        private readonly HashSet<string> _labels = new(StringComparer.Ordinal);

        public AuthorityKey Key { get; } = key;

        public List<string> Labels { get; } = [];

        /// <summary>Whether the private key was found, so that the CA can sign here; null when its file cannot be read.</summary>
        public bool? HasPrivateKey { get; set; } = false;

        public void AddLabel(string label)
        {
            if (_labels.Add(label))
                Labels.Add(label);
        }
    }

    /// <summary>
    /// Adds a certificate that may sign, under a label: its role, or its name. One of a <paramref name="party"/> is asked about that
    /// party's certificates only.
    /// </summary>
    public void Add(ParsedCertificate certificate, string label, bool? hasPrivateKey, string? party = null)
    {
        if (certificate.PublicKey is null)
            return;
        var section = _ofNode;
        if (party is not null && !_ofOthers.TryGetValue(party, out section))
            _ofOthers.Add(party, section = new Section());
        section.Add(certificate, label, hasPrivateKey);
    }

    /// <summary>The key that really signed this certificate; null when none of the pool did, or when the budget is used up.</summary>
    public Entry? FindSigner(ParsedCertificate certificate, SourceBudget budget)
    {
        if (budget.TryRecall(certificate.Raw, out var known))
            return known;
        var tried = new List<Entry>();
        var signer = Search(certificate, tried, budget);
        // Nearly all are found at once, and cost less than what is remembered of them.
        if (tried.Count > 1)
            budget.Remember(certificate.Raw, signer);
        return signer;
    }

    private Entry? Search(ParsedCertificate certificate, List<Entry> tried, SourceBudget budget)
    {
        Section[] sections = budget.Party is { } party && _ofOthers.TryGetValue(party, out var own) ? [_ofNode, own] : [_ofNode];
        var candidates = sections.SelectMany(section => section.Likely(certificate));
        if (sections.Sum(section => section.All.Count) <= ManyKeys)
            candidates = candidates.Concat(sections.SelectMany(section => section.All));
        foreach (var candidate in candidates)
        {
            if (tried.Contains(candidate) || !candidate.Key.IsOfKind(certificate))
                continue;
            tried.Add(candidate);
            if (!budget.TryCheck(candidate.Key.PublicKey))
                return null;
            if (candidate.Key.Signed(certificate))
                return candidate;
        }
        return null;
    }

    /// <summary>CA keys that are asked together.</summary>
    private sealed class Section
    {
        private readonly Dictionary<ReadOnlyMemory<byte>, Entry> _byKey = new(OctetComparer.Instance);
        private readonly Dictionary<ReadOnlyMemory<byte>, List<Entry>> _bySubject = new(OctetComparer.Instance);
        private readonly Dictionary<ReadOnlyMemory<byte>, List<Entry>> _byKeyId = new(OctetComparer.Instance);

        public List<Entry> All { get; } = [];

        public void Add(ParsedCertificate certificate, string label, bool? hasPrivateKey)
        {
            var keyOctets = Octets(certificate, certificate.PublicKeyInfo);
            if (!_byKey.TryGetValue(keyOctets, out var entry))
            {
                entry = new Entry(new AuthorityKey(certificate));
                _byKey.Add(keyOctets, entry);
                All.Add(entry);
            }
            entry.HasPrivateKey |= hasPrivateKey;
            entry.AddLabel(label);
            Add(_bySubject, Octets(certificate, certificate.RawSubject), entry);
            if (certificate.Extensions.SubjectKeyId is { } keyId)
                Add(_byKeyId, keyId, entry);
        }

        /// <summary>
        /// The keys that may have signed a certificate, the likeliest first: its own (a root among a thousand of the same name is found at
        /// once), that whose identifier it names, and those of its issuer's name.
        /// </summary>
        public IEnumerable<Entry> Likely(ParsedCertificate certificate)
        {
            if (_byKey.TryGetValue(Octets(certificate, certificate.PublicKeyInfo), out var own))
                yield return own;
            var ofKeyId = certificate.Extensions.AuthorityKeyId is { } keyId ? _byKeyId.GetValueOrDefault(keyId) : null;
            foreach (var entry in ofKeyId ?? [])
                yield return entry;
            foreach (var entry in _bySubject.GetValueOrDefault(Octets(certificate, certificate.RawIssuer)) ?? [])
                yield return entry;
        }

        // One key in ten thousand certificates of one name comes in a row.
        private static void Add(Dictionary<ReadOnlyMemory<byte>, List<Entry>> index, ReadOnlyMemory<byte> name, Entry entry)
        {
            if (!index.TryGetValue(name, out var entries))
                index.Add(name, entries = []);
            if (entries.Count < MaxChecks && !entries.Contains(entry))
                entries.Add(entry);
        }

        private static ReadOnlyMemory<byte> Octets(ParsedCertificate certificate, Slice slice) =>
            certificate.Raw.Slice(slice.Start, slice.Length);
    }
}
