using KubePki.Cluster.Client;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Certificates;
using KubePki.Node.Verdicts;
using KubePki.Pki.Verification;
using KubePki.Pki.X509;

namespace KubePki.Cluster.Probing;

/// <summary>Makes objects of the certificates that were served, and holds them against the CAs and the files of a node.</summary>
internal sealed class ServedCertificates
{
    private readonly ProbeOptions _options;
    private readonly AuthorityPool _signers = new();
    private readonly CertificateBuilder _builder;
    private readonly Dictionary<string, KubeCertificate> _onDisk = new(StringComparer.Ordinal);

    public ServedCertificates(ProbeOptions options)
    {
        _options = options;
        foreach (var certificate in (options.Authorities ?? []).Concat(options.Node?.Certificates ?? []))
        {
            if (CertificateJudge.MaySign(certificate))
                _signers.Add(certificate.Parsed, certificate.Role ?? certificate.Name, hasPrivateKey: certificate.HasKey);
            _onDisk.TryAdd(certificate.Fingerprint, certificate);
        }
        _builder = new CertificateBuilder(_signers, new ReadOptions { AsOf = options.AsOf.ToUniversalTime() });
    }

    /// <summary>The certificates of a handshake as objects; one that has no subject and no lifetime to read is left out.</summary>
    public IReadOnlyList<KubeCertificate> Build(ProbeTarget target, string? role, IReadOnlyList<ParsedCertificate> sent) => sent
        .Select((parsed, place) => (parsed, place)).Where(item => item.parsed.IsReadable)
        .Select(item => _builder.Build(new CertificateEntry
        {
            Parsed = item.parsed,
            Name = target.Component ?? target.Endpoint,
            Roles = item.place > 0 ? [KubePki.Node.Layout.PkiRoles.Chain] : role is null ? [] : [role],
            Path = target.Endpoint,
            NodePath = target.Endpoint,
            Index = item.place,
            Source = CertificateSource.Served,
        })).ToArray();

    /// <summary>The CAs that clients of an endpoint trust.</summary>
    public CertificatePool Roots(ProbeTarget target)
    {
        var pool = new CertificatePool();
        var known = _options.Authorities ?? target.Authorities
            ?? _options.Node?.Certificates.Where(CertificateJudge.MaySign).ToArray() ?? [];
        foreach (var authority in known)
        {
            var parsed = CertificateParser.Parse(authority.Parsed.Raw, _options.Go);
            if (parsed.GoError is null)
                pool.Add(parsed, authority.Path);
        }
        if (pool.Count > 0 || _options.Authorities is not null)
            return pool;
        foreach (var parsed in CertificateFile.Read(SystemAuthorities.Read(), _options.Go).Lenient)
            pool.Add(parsed, "the CAs of this machine");
        return pool;
    }

    /// <summary>The file of the node that holds the same certificate, byte for byte; null when none does.</summary>
    public KubeCertificate? FindOnDisk(KubeCertificate served) =>
        _onDisk.GetValueOrDefault(served.Fingerprint) is { } same && same.Parsed.Raw.Span.SequenceEqual(served.Parsed.Raw.Span)
            ? same
            : null;

    /// <summary>
    /// The CA on disk that has the name of the issuer and another key; null when there is none, or its signer is there, too.
    /// </summary>
    public KubeCertificate? Twin(KubeCertificate served)
    {
        var namesakes = (_options.Authorities ?? []).Concat(_options.Node?.Certificates ?? [])
            .Where(authority => CertificateJudge.MaySign(authority) && authority.Subject == served.Issuer).ToList();
        return namesakes.Exists(authority => new AuthorityKey(authority.Parsed).Signed(served.Parsed)) ? null : namesakes.FirstOrDefault();
    }

    /// <summary>The certificates that stand behind one in its file.</summary>
    public IEnumerable<ParsedCertificate> Behind(KubeCertificate? certificate) => certificate is null ? []
        : _options.Node?.Certificates.Where(other => other.Path == certificate.Path && other.Index > certificate.Index)
            .Select(other => other.Parsed) ?? [];

    /// <summary>The certificate in the file that a component should serve; null when there is none to read.</summary>
    public KubeCertificate? Expected(ProbeTarget target, string? role)
    {
        var all = _options.Node?.Certificates.Where(certificate => certificate is { Index: 0, Source: CertificateSource.File }) ?? [];
        return target.File is { } file ? all.FirstOrDefault(certificate => certificate.NodePath == file)
            : role is null || target.Origin is null ? null : all.FirstOrDefault(certificate => certificate.Role == role);
    }
}
