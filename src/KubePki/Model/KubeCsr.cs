using System.Globalization;
using KubePki.Pki.X509;

namespace KubePki.Model;

/// <summary>
/// A CertificateSigningRequest (certificates.k8s.io): who asks which signer for what, how far it has come, and what really stands in its
/// PKCS#10 request. Flat and unchangeable.
/// </summary>
public sealed record KubeCsr
{
    /// <summary>The object's name; of a PEM file, the file's name without extension.</summary>
    public required string Name { get; init; }

    /// <summary>The object's uid; null when it is not said.</summary>
    public string? Uid { get; init; }

    /// <summary>The object's version; null when it is not said.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>
    /// The API version it was written in: <c>certificates.k8s.io/v1</c> or <c>certificates.k8s.io/v1beta1</c>; null for a PEM file.
    /// </summary>
    public string? ApiVersion { get; init; }

    /// <summary>When the API server made the object, UTC; null when it is not said.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Whether the object is being deleted: it only waits for finalizers.</summary>
    public bool IsBeingDeleted { get; init; }

    /// <summary>The moment that <see cref="Age"/> speaks of, UTC.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>How old it was at <see cref="AsOf"/>, as kubectl prints it: <c>5m10s</c>.</summary>
    public string Age => Created is { } created ? HumanDuration.Text(AsOf - created) : "<unknown>";

    /// <summary>Who is to sign: <c>kubernetes.io/kubelet-serving</c>.</summary>
    public string SignerName { get; init; } = "";

    /// <summary>The authenticated user who made it; the API server sets this, whatever the request says.</summary>
    public string Requestor { get; init; } = "";

    /// <summary>The uid of that user; empty when it is not said.</summary>
    public string RequestorUid { get; init; } = "";

    /// <summary>The groups of that user.</summary>
    public TextList Groups { get; init; } = TextList.Empty;

    /// <summary>What else the authenticator said of that user.</summary>
    public IReadOnlyList<KubeCsrExtra> Extra { get; init; } = [];

    /// <summary>How long the certificate is to be valid; null when the signer may choose.</summary>
    public TimeSpan? RequestedDuration { get; init; }

    /// <summary>The usages asked for, in Kubernetes' words: <c>digital signature</c>, <c>server auth</c>.</summary>
    public TextList Usages { get; init; } = TextList.Empty;

    /// <summary>The conditions, in their order.</summary>
    public IReadOnlyList<KubeCsrCondition> Conditions { get; init; } = [];

    /// <summary>Whether the status has a certificate.</summary>
    public bool HasCertificate { get; init; }

    /// <summary>The issued certificate as PEM; null without one, or when it is no PEM.</summary>
    public string? Certificate { get; init; }

    /// <summary>How far it has come; a denied one is denied, whatever else it is.</summary>
    public KubeCsrState State => Has("Denied") ? KubeCsrState.Denied
        : Has("Failed") ? KubeCsrState.Failed
        : HasCertificate ? KubeCsrState.Issued
        : Has("Approved") ? KubeCsrState.Approved : KubeCsrState.Pending;

    /// <summary>The state as kubectl prints it: <c>Pending</c>, <c>Approved,Issued</c>.</summary>
    public string Condition => (Has("Denied") ? "Denied" : Has("Approved") ? "Approved" : "Pending")
        + (Has("Failed") ? ",Failed" : "") + (HasCertificate ? ",Issued" : "");

    /// <summary>The subject asked for (RFC 2253, as Go prints it); empty when the request cannot be read.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The common name asked for; of several, the last, as for Go.</summary>
    public string CommonName { get; init; } = "";

    /// <summary>The organizations asked for: to Kubernetes, groups.</summary>
    public TextList Organization { get; init; } = TextList.Empty;

    /// <summary>The DNS names asked for.</summary>
    public TextList DnsNames { get; init; } = TextList.Empty;

    /// <summary>The IP addresses asked for.</summary>
    public TextList IPAddresses { get; init; } = TextList.Empty;

    /// <summary>The other names asked for: mail addresses, URIs, and how many of kinds that are not read.</summary>
    public TextList OtherNames { get; init; } = TextList.Empty;

    /// <summary>
    /// The key's algorithm: <c>RSA</c>, <c>ECDSA</c>, <c>Ed25519</c>, <c>ML-DSA-65</c>, or an OID; null when there is none to read.
    /// </summary>
    public string? KeyAlgorithm { get; init; }

    /// <summary>The key's size in bits; 0 when not known.</summary>
    public int KeySize { get; init; }

    /// <summary>The SHA-256 of the SubjectPublicKeyInfo in lower-case hexadecimal; null when there is none to read.</summary>
    public string? PublicKeyHash { get; init; }

    /// <summary>
    /// The SHA-256 of the whole <c>spec.request</c> in lower-case hexadecimal: two readings are of one request when it is the same.
    /// </summary>
    public string RequestHash { get; init; } = "";

    /// <summary>Whether the request's own key signed it. The first question computes it.</summary>
    public bool SignatureValid => Content.IsSigned;

    /// <summary>What is wrong with the object and with the request in it, also what Kubernetes passes over.</summary>
    public TextList Problems { get; init; } = TextList.Empty;

    /// <summary>The file it was read from; null when it came from a cluster.</summary>
    public string? Path { get; init; }

    /// <summary>The line of the file that it starts on, counted from 1; 0 when it came from a cluster.</summary>
    public int Line { get; init; }

    /// <summary>Whether it is a PEM request alone, which no API server has seen.</summary>
    internal bool IsBare { get; init; }

    /// <summary>What stands in the request.</summary>
    internal RequestContent Content { get; init; } = RequestContent.Read([]);

    /// <summary>The request as PEM; empty when there is none, or when the text is more or less than one clean PEM block.</summary>
    public string GetRawRequest() => Content is { PemFault: null, Parsed: { } parsed }
        ? new string(System.Security.Cryptography.PemEncoding.Write(RequestContent.Label, parsed.Raw.Span)) : "";

    /// <summary>Whether it is a PEM request alone, which no API server has seen.</summary>
    public bool IsRequestAlone() => IsBare;

    /// <summary>The same request with its PEM: an object that came from another process has lost it.</summary>
    /// <param name="pem">What <see cref="GetRawRequest"/> gave there.</param>
    /// <param name="isAlone">What <see cref="IsRequestAlone"/> gave there.</param>
    public KubeCsr WithRawRequest(string pem, bool isAlone) =>
        this with { Content = RequestContent.Read(System.Text.Encoding.ASCII.GetBytes(pem)), IsBare = isAlone };

    /// <summary>One line for a person: name, condition, requester and signer.</summary>
    public override string ToString() =>
        Printable.Text(string.Create(CultureInfo.InvariantCulture, $"{Name} ({Requestor} at {SignerName}), {Condition}"));

    private bool Has(string type)
    {
        foreach (var condition in Conditions)
        {
            if (condition.Type == type)
                return true;
        }
        return false;
    }
}
