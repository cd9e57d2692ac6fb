using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Certificates;
using KubePki.Node.Reading.Files;
using KubePki.Node.Verdicts;
using KubePki.Pki.Verification;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>Reads the certificates of CAs that a signer has, or that clients trust.</summary>
internal static class AuthorityFile
{
    /// <summary>The CA of a signer: kube-controller-manager takes a file with one certificate and no other.</summary>
    /// <exception cref="PkiProblemException">The file cannot be read, or has not one certificate.</exception>
    public static KubeCertificate ReadOne(string path, DateTimeOffset asOf, CancellationToken cancellation) =>
        Read(path, asOf, cancellation) is [var one] ? one
            : throw Problem(path, PkiProblemId.MalformedPolicyInput, "it contains several certificates, but a signer's CA is exactly one");

    /// <summary>The CAs of a bundle.</summary>
    /// <exception cref="PkiProblemException">The file cannot be read, or has no certificate that Go takes.</exception>
    public static IReadOnlyList<KubeCertificate> Read(string path, DateTimeOffset asOf, CancellationToken cancellation)
    {
        using var bytes = FileBytes.Read(path, cancellation);
        if (bytes.ProblemId is { } id)
            throw Problem(path, id, bytes.Reason!);
        var file = CertificateFile.Read(bytes.Span, GoVersion.Newest);
        if (file.GoError is { } error)
            throw Problem(path, PkiProblemId.MalformedCertificate, $"Go says: {error}");
        return Build(file.Strict, path, asOf);
    }

    /// <summary>The CAs of a text; what Go cannot load is passed over, as AppendCertsFromPEM does.</summary>
    public static IReadOnlyList<KubeCertificate> Parse(
        ReadOnlySpan<byte> text, string name, DateTimeOffset asOf, ExpiryThreshold? within = null) =>
        Build(CertificateFile.Read(text, GoVersion.Newest).Lenient, name, asOf, within);

    private static KubeCertificate[] Build(
        IReadOnlyList<ParsedCertificate> certificates, string path, DateTimeOffset asOf, ExpiryThreshold? within = null)
    {
        var builder = new CertificateBuilder(new AuthorityPool(), new ReadOptions { AsOf = asOf, ExpiresWithin = within });
        return [.. certificates.Select((parsed, index) => builder.Build(new CertificateEntry
        {
            Parsed = parsed,
            Name = parsed.Subject!.ToString(),
            Roles = [PkiRoles.Chain],
            Path = path,
            NodePath = path,
            Index = index,
        }))];
    }

    private static PkiProblemException Problem(string path, string id, string reason) =>
        new(KubePki.Node.Reading.Files.NodeFile.OfThisMachine(path).Problem(id, reason));
}
