using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Node.Verdicts;

/// <summary>A file of certificates as Kubernetes components load it: strictly, or passing over what they cannot read.</summary>
internal sealed class CertificateFile
{
    private const string NoCertificate = "data does not contain any valid RSA or ECDSA certificates";

    private readonly List<ParsedCertificate> _strict = [];
    private readonly List<ParsedCertificate> _lenient = [];

    private CertificateFile()
    {
    }

    /// <summary>
    /// What client-go's ParseCertsPEM says, as for <c>--client-ca-file</c>: the first certificate that does not parse ends it; null when
    /// all is well.
    /// </summary>
    public string? GoError { get; private set; }

    /// <summary>The certificates before the first that did not parse.</summary>
    public IReadOnlyList<ParsedCertificate> Strict => _strict;

    /// <summary>
    /// The certificates that AppendCertsFromPEM takes, as from a kubeconfig's certificate-authority-data: all that parse.
    /// </summary>
    public IReadOnlyList<ParsedCertificate> Lenient => _lenient;

    /// <summary>Reads the text of a file.</summary>
    public static CertificateFile Read(ReadOnlySpan<byte> text, GoVersion go)
    {
        var file = new CertificateFile();
        var pem = new GoPem(text, go);
        while (pem.TryNext(out var block))
        {
            if (block.Label != "CERTIFICATE" || block.HasHeaders)
                continue;
            var certificate = CertificateParser.Parse(block.Data, go);
            if (certificate.GoError is null)
                file._lenient.Add(certificate);
            if (file.GoError is null && certificate.GoError is null)
                file._strict.Add(certificate);
            file.GoError ??= certificate.GoError;
        }
        if (file._strict.Count == 0)
            file.GoError ??= NoCertificate;
        return file;
    }
}
