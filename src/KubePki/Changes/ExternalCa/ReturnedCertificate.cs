using KubePki.Pki.X509;

namespace KubePki.Changes.ExternalCa;

/// <summary>A certificate that came back.</summary>
/// <param name="Path">Its file, as a path of this machine.</param>
/// <param name="Certificate">What it says.</param>
internal sealed record ReturnedCertificate(string Path, ParsedCertificate Certificate)
{
    /// <summary>The SHA-256 of its SubjectPublicKeyInfo.</summary>
    public string KeyHash => Hex.Sha256(Certificate.PublicKeyInfo.Of(Certificate.Raw.Span));

    /// <summary>The file's name, and the subject.</summary>
    public string Name => $"{System.IO.Path.GetFileName(Path)} ({Certificate.Subject})";

    public bool IsAuthority => Certificate.Extensions.IsAuthority || Certificate.NamesIssuer(Certificate);
}
