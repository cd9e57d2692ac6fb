using System.Globalization;
using System.Numerics;
using KubePki.Model;
using KubePki.Node.Checks.Chain;

namespace KubePki.Reports.Metrics;

/// <summary>
/// Certificates under the names and labels of x509-certificate-exporter v4 (docs/metrics.md there), so that its dashboards and rules work.
/// </summary>
internal sealed class CertificateMetrics
{
    private const string Source = "kubepki";

    private const int DiscriminatorLength = 8;

    private static readonly string[] Fields = ["C", "ST", "L", "O", "OU", "CN"];

    private readonly MetricFamily _notAfter = new("x509_cert_not_after", "Unix timestamp of the certificate's NotAfter.");
    private readonly MetricFamily _notBefore = new("x509_cert_not_before", "Unix timestamp of the certificate's NotBefore.");
    private readonly MetricFamily _expired = new("x509_cert_expired", "1 if the certificate is expired, 0 otherwise.");
    private readonly MetricFamily _expiresIn = new("x509_cert_expires_in_seconds", "Seconds until the certificate's NotAfter.");
    private readonly MetricFamily _validSince = new("x509_cert_valid_since_seconds", "Seconds since the certificate's NotBefore.");
    private readonly MetricFamily _up = new("x509_source_up", "1 if the source could be read, 0 otherwise.");
    private readonly MetricFamily _bundles = new("x509_source_bundles", "Number of files with certificates per source.");

    private readonly MetricFamily _errors = new("x509_source_errors_total",
        "Files that could not be read in this run, by reason code.", "counter");

    private readonly MetricFamily _mismatch = new("kubepki_certificate_signer_mismatch",
        "1 if no CA of the cluster that should sign the certificate did, 0 otherwise.");

    /// <summary>The families, in order.</summary>
    public IEnumerable<MetricFamily> Families =>
        [_notAfter, _notBefore, _expired, _expiresIn, _validSince, _up, _bundles, _errors, _mismatch];

    /// <summary>Adds a node's certificates and the files that could not be read.</summary>
    /// <param name="node">The snapshot.</param>
    /// <param name="findings">What was found.</param>
    /// <param name="place">The labels of the node; none when it is the only one.</param>
    /// <param name="isRelative">Whether seconds are written, too.</param>
    public void Add(NodePki node, IReadOnlyList<KubePkiFinding> findings, IReadOnlyList<(string, string)> place, bool isRelative)
    {
        var strangers = findings.Where(finding => finding.Check == nameof(SignedByUnknownAuthority) && finding.Certificate is not null)
            .Select(finding => (finding.Certificate!.NodePath, finding.Certificate.Fingerprint)).ToHashSet();
        var labelled = node.Certificates.Select(certificate => (Certificate: certificate, Labels: LabelsOf(certificate))).ToList();
        var alike = labelled.ToLookup(pair => KeyOf(pair.Labels), StringComparer.Ordinal);
        foreach (var (certificate, own) in labelled)
        {
            var isAlone = !alike[KeyOf(own)].Skip(1).Any();
            (string, string)[] labels = [.. place, .. own, ("discriminator", isAlone ? "" : DiscriminatorOf(certificate))];
            _notAfter.Add(certificate.NotAfter, labels);
            _notBefore.Add(certificate.NotBefore, labels);
            _expired.Add(certificate.Expired, labels);
            if (isRelative)
            {
                _expiresIn.Add(Math.Floor(certificate.Remaining.TotalSeconds), labels);
                _validSince.Add(Math.Floor((certificate.AsOf - certificate.NotBefore).TotalSeconds), labels);
            }
            _mismatch.Add(strangers.Contains((certificate.NodePath, certificate.Fingerprint)),
                [.. labels, ("role", certificate.Role ?? ""), ("authority", certificate.Authority ?? "")]);
        }
        AddSources(node, place);
    }

    private void AddSources(NodePki node, IReadOnlyList<(string, string)> place)
    {
        foreach (var (kind, isKubeconfig) in (ReadOnlySpan<(string, bool)>)[("file", false), ("kubeconfig", true)])
        {
            (string, string)[] labels = [.. place, ("source_kind", kind), ("source_name", Source)];
            _up.Add(!node.IsEmpty && !node.IsUnread, labels);
            _bundles.Add(node.Certificates.Where(certificate => IsInKubeconfig(certificate) == isKubeconfig)
                .Select(certificate => certificate.NodePath).Distinct().Count(), labels);
        }
        foreach (var group in node.Problems.GroupBy(problem => (Reason: ReasonOf(problem.Id), Kind: KindOf(problem)))
            .OrderBy(group => group.Key.Reason, StringComparer.Ordinal).ThenBy(group => group.Key.Kind, StringComparer.Ordinal))
            _errors.Add(group.Count(), [.. place, ("source_kind", group.Key.Kind), ("source_name", Source), ("reason", group.Key.Reason)]);
    }

    private static (string Name, string Value)[] LabelsOf(KubeCertificate certificate) =>
    [
        ("filename", certificate.NodePath[(certificate.NodePath.LastIndexOf('/') + 1)..]),
        ("filepath", certificate.NodePath),
        ("embedded_kind", certificate.Source switch
        {
            CertificateSource.KubeconfigUser => "user",
            CertificateSource.KubeconfigCluster => "cluster",
            _ => "",
        }),
        ("embedded_key", IsInKubeconfig(certificate) ? certificate.Entry ?? "" : ""),
        ("serial_number", Decimal(certificate.SerialNumber)),
        .. Fields.Select(field => ($"issuer_{field}", certificate.IssuerField(field))),
        .. Fields.Select(field => ($"subject_{field}", certificate.SubjectField(field))),
    ];

    private static bool IsInKubeconfig(KubeCertificate certificate) =>
        certificate.Source is CertificateSource.KubeconfigUser or CertificateSource.KubeconfigCluster;

    private static string Decimal(string serial) => BigInteger.TryParse("0" + serial.TrimStart('-'), NumberStyles.AllowHexSpecifier,
        CultureInfo.InvariantCulture, out var number)
        ? (serial.StartsWith('-') ? -number : number).ToString(CultureInfo.InvariantCulture) : "";

    private static string DiscriminatorOf(KubeCertificate certificate) => TextHash.Of(string.Create(CultureInfo.InvariantCulture,
        $"{certificate.Fingerprint}\0{certificate.NodePath}\0{certificate.Entry}\0{certificate.Index}"))[..DiscriminatorLength];

    private static string KeyOf((string Name, string Value)[] labels) => string.Join('\0', labels.Select(label => label.Value));

    private static string KindOf(PkiProblem problem) =>
        problem.Id is PkiProblemId.MalformedKubeconfig or PkiProblemId.UnusableKubeconfig ? "kubeconfig" : "file";

    // The reason codes of pkg/cert/reason.go.
    private static string ReasonOf(string id) => id switch
    {
        PkiProblemId.PathNotFound or PkiProblemId.NodeNotFound or PkiProblemId.TargetNotFound => "not_found",
        PkiProblemId.UnreadableFile => "permission_denied",
        PkiProblemId.DanglingLink or PkiProblemId.LinkLoop => "broken_symlink",
        PkiProblemId.LinkLeavesRoot => "out_of_scope_symlink",
        PkiProblemId.MalformedPem => "bad_pem",
        PkiProblemId.MalformedCertificate => "bad_der",
        PkiProblemId.MalformedStore => "bad_pkcs12",
        PkiProblemId.WrongPassphrase or PkiProblemId.PassphraseRequired => "bad_passphrase",
        PkiProblemId.EmptyFile or PkiProblemId.NoPkiData => "no_certificate_found",
        PkiProblemId.MalformedYaml or PkiProblemId.MalformedKubeconfig or PkiProblemId.UnusableKubeconfig => "decode_failed",
        _ => "read_failed",
    };
}
