using KubePki.Model;
using KubePki.Pki.Verification;
using KubePki.Pki.X509;

namespace KubePki.Node.Verdicts;

/// <summary>Says of certificates of a node what a Kubernetes component would say.</summary>
public sealed class CertificateJudge
{
    private readonly VerdictOptions _options;
    private readonly Func<string?, string?> _authorityOf;

    /// <summary>Creates a judge.</summary>
    /// <param name="options">What is asked.</param>
    /// <param name="authorityOf">The role of the CA that should sign a certificate of a role; null when any may.</param>
    public CertificateJudge(VerdictOptions options, Func<string?, string?> authorityOf)
    {
        _options = options;
        _authorityOf = authorityOf;
    }

    /// <summary>Judges one certificate.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="known">The certificates that were read with it: CAs to choose from.</param>
    public KubeCertificateVerdict Judge(KubeCertificate certificate, IReadOnlyList<KubeCertificate> known)
    {
        var leaf = CertificateParser.Parse(certificate.Parsed.Raw, _options.Go);
        var authorities = _options.Authorities ?? Choose(certificate, known);
        var question = new ChainQuestion
        {
            Leaf = leaf,
            Roots = ToPool(authorities),
            // What stands behind a leaf in its file is sent along by whoever serves it.
            Intermediates = ToPool(
                _options.Intermediates
                    .Concat(known.Where(other =>
                        other.Path == certificate.Path && other.Entry == certificate.Entry && other.Index > certificate.Index))),
            Host = _options.Host ?? "",
            Usages = Usages(_options),
            Time = Moment.From(_options.AsOf),
            Go = _options.Go,
        };
        var answer = leaf.GoError is null ? ChainVerifier.Verify(question) : new ChainAnswer { GoError = leaf.GoError };
        return VerdictText.Fill(question, answer, Draft(certificate, authorities));
    }

    /// <summary>The usages that are asked for.</summary>
    internal static TextList Usages(VerdictOptions options) =>
        options.Usages.Count > 0 ? TextList.From(options.Usages) : string.IsNullOrEmpty(options.Host) ? [UsageCheck.Any] : ["serverAuth"];

    /// <summary>Whether a certificate is one of a CA, be it an old one without basicConstraints.</summary>
    internal static bool MaySign(KubeCertificate certificate) =>
        certificate.IsAuthority || (certificate.Subject == certificate.Issuer && certificate.Parsed.NamesIssuer(certificate.Parsed));

    private List<KubeCertificate> Choose(KubeCertificate certificate, IReadOnlyList<KubeCertificate> known)
    {
        var all = known.Where(MaySign).ToList();
        var role = _authorityOf(certificate.Role);
        var expected = all.FindAll(authority => role is not null && authority.Role == role);
        return expected.Count > 0 ? expected : all;
    }

    private KubeCertificateVerdict Draft(KubeCertificate certificate, IReadOnlyList<KubeCertificate> authorities) => new()
    {
        Name = certificate.Name,
        Role = certificate.Role,
        Path = certificate.Path,
        NodePath = certificate.NodePath,
        Index = certificate.Index,
        Subject = certificate.Subject,
        Plain = "",
        Authorities = TextList.From(authorities.Select(authority => authority.Path).Distinct()),
        AsOf = _options.AsOf.ToUniversalTime(),
        GoVersion = _options.Go.ToString(),
    };

    // What this Go cannot parse is not in its pool.
    private CertificatePool ToPool(IEnumerable<KubeCertificate> certificates)
    {
        var pool = new CertificatePool();
        foreach (var certificate in certificates)
        {
            var parsed = CertificateParser.Parse(certificate.Parsed.Raw, _options.Go);
            if (parsed.GoError is null)
                pool.Add(parsed, certificate.Path);
        }
        return pool;
    }
}
