using System.Text;
using KubePki.Trust;
using KubePki.X509;

namespace KubePki.Approval;

/// <summary>The keys of CAs: nobody else may have a certificate for one.</summary>
internal static class AuthorityKeys
{
    /// <summary>The keys of a bundle, by their hash.</summary>
    public static Dictionary<string, string> Of(string bundle)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var certificate in CertificateFile.Read(Encoding.UTF8.GetBytes(bundle), GoVersion.Newest).Lenient)
            keys[Hex.Sha256(certificate.PublicKeyInfo.Of(certificate.Raw.Span))] = $"the CA {certificate.Subject}";
        return keys;
    }
}
