using System.Globalization;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Model;

/// <summary>
/// One certificate of a node: where it lies, what it says, who signed it, and how much of its lifetime was left at
/// <see cref="AsOf"/>. Flat and unchangeable; it holds no private key.
/// </summary>
public sealed record KubeCertificate
{
    /// <summary>
    /// kubeadm's name where there is one (<c>apiserver</c>, <c>etcd-server</c>, <c>admin.conf</c>), else the file's name without extension.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>
    /// What the certificate is for, as a name of the layout table (<c>apiserver</c>, <c>kubelet-client</c>, <c>kubeconfig-ca</c>); null
    /// when nothing tells.
    /// </summary>
    public string? Role { get; init; }

    /// <summary>The file, as a path of the machine that reads it.</summary>
    public required string Path { get; init; }

    /// <summary>The file, as a path of the node: the same but for a <c>-Root</c> in front.</summary>
    public required string NodePath { get; init; }

    /// <summary>The name of the node that it was read from; null when its files do not tell.</summary>
    public string? NodeName { get; init; }

    /// <summary>The directory that stands for that node's <c>/</c>.</summary>
    public string Root { get; init; } = "/";

    /// <summary>The certificate's place in its file, counted from 0.</summary>
    public int Index { get; init; }

    /// <summary>Where it is kept: a value of <see cref="CertificateSource"/>.</summary>
    public string Source { get; init; } = CertificateSource.File;

    /// <summary>The kubeconfig's user or cluster that holds it; null for a file.</summary>
    public string? Entry { get; init; }

    /// <summary>The subject (RFC 2253, as Go prints it).</summary>
    public required string Subject { get; init; }

    /// <summary>The common name: to Kubernetes, the user's name.</summary>
    public required string CommonName { get; init; }

    /// <summary>The organizations: to Kubernetes, the user's groups.</summary>
    public TextList Organization { get; init; } = TextList.Empty;

    /// <summary>The issuer (RFC 2253). Old kubeadm CAs all have the same: see <see cref="Authority"/>.</summary>
    public required string Issuer { get; init; }

    /// <summary>The serial number in lower-case hexadecimal, with a minus sign when negative.</summary>
    public required string SerialNumber { get; init; }

    /// <summary>The SHA-256 of the certificate in lower-case hexadecimal.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The SHA-256 of the SubjectPublicKeyInfo in lower-case hexadecimal; null when there is none to read.</summary>
    public string? PublicKeyHash { get; init; }

    /// <summary>The first moment of the lifetime, UTC.</summary>
    public DateTimeOffset NotBefore { get; init; }

    /// <summary>The last second of the lifetime, UTC.</summary>
    public DateTimeOffset NotAfter { get; init; }

    /// <summary>The DNS names of the subject alternative name.</summary>
    public TextList DnsNames { get; init; } = TextList.Empty;

    /// <summary>The IP addresses of the subject alternative name.</summary>
    public TextList IPAddresses { get; init; } = TextList.Empty;

    /// <summary>The mail addresses of the subject alternative name.</summary>
    public TextList EmailAddresses { get; init; } = TextList.Empty;

    /// <summary>The URIs of the subject alternative name.</summary>
    public TextList Uris { get; init; } = TextList.Empty;

    /// <summary>The extended key usages by their names in RFC 5280 (<c>serverAuth</c>, <c>clientAuth</c>), or by OID.</summary>
    public TextList Usages { get; init; } = TextList.Empty;

    /// <summary>The key usages by their names in RFC 5280 (<c>digitalSignature</c>, <c>keyCertSign</c>).</summary>
    public TextList KeyUsages { get; init; } = TextList.Empty;

    /// <summary>Whether the basic constraints say CA.</summary>
    public bool IsAuthority { get; init; }

    /// <summary>The key's algorithm: <c>RSA</c>, <c>ECDSA</c>, <c>Ed25519</c>, <c>ML-DSA-65</c>, or an OID.</summary>
    public string? KeyAlgorithm { get; init; }

    /// <summary>The key's size in bits; 0 when not known.</summary>
    public int KeySize { get; init; }

    /// <summary>The signature's algorithm by Go's name (<c>SHA256-RSA</c>, <c>ECDSA-SHA256</c>), or an OID.</summary>
    public string? SignatureAlgorithm { get; init; }

    /// <summary>The subject key identifier in lower-case hexadecimal; null when absent.</summary>
    public string? SubjectKeyId { get; init; }

    /// <summary>The authority key identifier in lower-case hexadecimal; null when absent.</summary>
    public string? AuthorityKeyId { get; init; }

    /// <summary>
    /// The role (else the name) of the CA whose key really signed this, by checking the signature; null when none that was read did.
    /// Where one key plays two roles, <c>ca, etcd-ca</c>, both are named for what should come from the second.
    /// </summary>
    public string? Authority { get; init; }

    /// <summary>
    /// Whether the CA that signed this has no key among the files read, so that it cannot be renewed here; null when the file of that key
    /// is there and cannot be read.
    /// </summary>
    public bool? ExternallyManaged { get; init; }

    /// <summary>Whether a private key was found for it.</summary>
    public bool HasKey { get; init; }

    /// <summary>The file of the private key; null when none was found.</summary>
    public string? KeyPath { get; init; }

    /// <summary>Whether that key belongs to this certificate; null when there is none, or it cannot be told (an encrypted key).</summary>
    public bool? KeyMatches { get; init; }

    /// <summary>The moment that the following speak of, UTC.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>The time left at <see cref="AsOf"/>; negative after the end.</summary>
    public TimeSpan Remaining => NotAfter - AsOf;

    /// <summary>The whole days left, rounded down; negative after the end.</summary>
    public int DaysRemaining => (int)Math.Floor(Remaining.TotalDays);

    /// <summary>The time left as kubeadm prints it: <c>192d</c>, <c>9y</c>; <c>-17h</c> after the end.</summary>
    public string ResidualTime => FormatResidual(Remaining);

    /// <summary>A value of <see cref="CertificateStatus"/>.</summary>
    public string Status { get; init; } = CertificateStatus.Valid;

    /// <summary>Whether <see cref="AsOf"/> is past <see cref="NotAfter"/>.</summary>
    public bool Expired => AsOf > NotAfter;

    /// <summary>Whether it ends before it begins: no clock makes it valid.</summary>
    internal bool IsNeverValid => NotAfter < NotBefore;

    /// <summary>What Go's parser says against it: a Kubernetes component would not load it; null when it would.</summary>
    public string? GoError { get; init; }

    /// <summary>The certificate's bytes and their parts.</summary>
    internal ParsedCertificate Parsed { get; init; } = null!;

    /// <summary>The first attribute of a type in the subject (<c>OU</c>; the last <c>CN</c>, as Go has it); empty without one.</summary>
    internal string SubjectField(string type) => FieldOf(Parsed?.Subject, type);

    /// <summary>The same of the issuer.</summary>
    internal string IssuerField(string type) => FieldOf(Parsed?.Issuer, type);

    /// <summary>A copy of the certificate's DER bytes.</summary>
    public byte[] GetRawData() => Parsed is null ? [] : Parsed.Raw.ToArray();

    /// <summary>The same certificate with its DER bytes: an object that came from another process has lost them.</summary>
    /// <param name="raw">What <see cref="GetRawData"/> gave there.</param>
    public KubeCertificate WithRawData(byte[] raw) => this with { Parsed = CertificateParser.Parse(raw, GoVersion.Newest) };

    /// <summary>One line for a person: name, subject, end, status.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name} ({Subject}) until {Times.Rfc3339(NotAfter)}, {Status}");

    private static string FieldOf(DistinguishedName? name, string type) => (type == "CN" ? name?.CommonName : name?.First(type)) ?? "";

    // The steps of apimachinery's duration.ShortHumanDuration, which has no word for what is over but <invalid>.
    private static string FormatResidual(TimeSpan left)
    {
        if (left.TotalSeconds <= -1)
            return "-" + FormatResidual(-left);
        var hours = (long)left.TotalHours;
        return left.TotalSeconds switch
        {
            < 0 => "0s",
            < 60 => string.Create(CultureInfo.InvariantCulture, $"{(long)left.TotalSeconds}s"),
            < 3600 => string.Create(CultureInfo.InvariantCulture, $"{(long)left.TotalMinutes}m"),
            _ when hours < 24 => string.Create(CultureInfo.InvariantCulture, $"{hours}h"),
            _ when hours < 24 * 365 => string.Create(CultureInfo.InvariantCulture, $"{hours / 24}d"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{hours / 24 / 365}y"),
        };
    }
}
