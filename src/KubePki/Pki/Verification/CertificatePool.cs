using KubePki.Pki.X509;

namespace KubePki.Pki.Verification;

/// <summary>Certificates to build chains from, each once, found by their subject's bytes as Go's CertPool finds them.</summary>
internal sealed class CertificatePool
{
    private readonly Dictionary<ReadOnlyMemory<byte>, List<PoolEntry>> _bySubject = new(OctetComparer.Instance);
    private readonly Dictionary<ReadOnlyMemory<byte>, PoolEntry> _all = new(OctetComparer.Instance);

    /// <summary>How many certificates there are.</summary>
    public int Count => _all.Count;

    /// <summary>Adds a certificate that Go can parse; one that is there already is passed over.</summary>
    public void Add(ParsedCertificate certificate, string? label = null)
    {
        var entry = new PoolEntry(certificate, label);
        if (!_all.TryAdd(certificate.Raw, entry))
            return;
        var subject = Octets(certificate, certificate.RawSubject);
        if (!_bySubject.TryGetValue(subject, out var entries))
            _bySubject.Add(subject, entries = []);
        entries.Add(entry);
    }

    /// <summary>The very same certificate; null when it is not here.</summary>
    public PoolEntry? Find(ParsedCertificate certificate) => _all.GetValueOrDefault(certificate.Raw);

    /// <summary>
    /// The certificates that a certificate's issuer names, the likely ones first: those whose key identifier is the one asked for, then
    /// those where one side has none, then those that differ. The identifiers decide the order only.
    /// </summary>
    public IReadOnlyList<PoolEntry> FindParents(ParsedCertificate child)
    {
        if (!_bySubject.TryGetValue(Octets(child, child.RawIssuer), out var named))
            return [];
        if (named.Count == 1)
            return named;
        byte[] wanted = child.Extensions.AuthorityKeyId ?? [];
        return [.. named.OrderBy(entry => Distance(entry.Certificate.Extensions.SubjectKeyId ?? [], wanted))];
    }

    private static int Distance(ReadOnlySpan<byte> id, ReadOnlySpan<byte> wanted) =>
        id.SequenceEqual(wanted) ? 0 : id.IsEmpty || wanted.IsEmpty ? 1 : 2;

    private static ReadOnlyMemory<byte> Octets(ParsedCertificate certificate, Slice slice) =>
        certificate.Raw.Slice(slice.Start, slice.Length);
}
