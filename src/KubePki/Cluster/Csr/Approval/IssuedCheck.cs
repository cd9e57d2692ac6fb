using System.Text;
using KubePki.Cluster.Csr.Policy;
using KubePki.Model;
using KubePki.Node.Verdicts;
using KubePki.Pki.Verification;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Cluster.Csr.Approval;

/// <summary>Holds what a signer has issued against what was asked for.</summary>
internal static class IssuedCheck
{
    /// <summary>The end of the issued certificate.</summary>
    public static string EndOf(KubeCsr csr) =>
        Read(csr).Strict is [var issued, ..] ? new Moment(issued.NotAfter, 0, 0).ToString() : "an unknown time";

    /// <summary>What differs; null when it is what was asked for.</summary>
    public static string? Mismatch(KubeCsr csr)
    {
        var read = Read(csr);
        if (read.GoError is not null || read.Strict is not [var issued, ..])
            return $"the status has no readable certificate{(read.GoError is null ? "" : $": {read.GoError}")}";
        if (Hex.Sha256(issued.PublicKeyInfo.Of(issued.Raw.Span)) != csr.PublicKeyHash)
            return "the certificate is for another key";
        if (issued.Subject?.CommonName != csr.CommonName || !issued.Subject.Organization.Order().SequenceEqual(csr.Organization.Order()))
            return $"the certificate is for {issued.Subject}, not for {csr.Subject}";
        if (!issued.Extensions.DnsNames.Order().SequenceEqual(csr.DnsNames.Order())
            || !issued.Extensions.IPAddresses.Select(address => Addresses.Text(address)).Order().SequenceEqual(csr.IPAddresses.Order()))
            return "the certificate has other names or addresses than requested";
        return issued.Extensions.IsAuthority ? "the certificate is a CA certificate" : null;
    }

    private static CertificateFile Read(KubeCsr csr) =>
        CertificateFile.Read(Encoding.UTF8.GetBytes(csr.Certificate ?? ""), GoVersion.Newest);
}
