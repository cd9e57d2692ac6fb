using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Node.Verdicts;

/// <summary>What client-go's keyutil says of a key file: the first block whose label and content agree.</summary>
internal static class KeyFile
{
    /// <summary>The text of a verdict: <c>ok</c>, <c>ok</c> with the kind of a key that kubeadm does not take, or the complaint.</summary>
    public static string Judge(ReadOnlySpan<byte> text, GoVersion go)
    {
        var pem = new GoPem(text, go);
        while (pem.TryNext(out var block))
        {
            var der = block.Data.Span;
            var key = block.Label switch
            {
                "EC PRIVATE KEY" => GoKeyReader.ReadSec1(der, default, go),
                "RSA PRIVATE KEY" => GoKeyReader.ReadPkcs1(der, go),
                "PRIVATE KEY" => GoKeyReader.ReadPkcs8(der, go),
                _ => null,
            };
            if (key is not null)
                return Describe(key.Kind);
        }
        return "data does not contain a valid RSA or ECDSA private key";
    }

    private static string Describe(PublicKeyKind kind) => kind switch
    {
        PublicKeyKind.Ed25519 => "ok (ed25519; kubeadm: neither in RSA nor ECDSA format)",
        PublicKeyKind.MLDsa => "ok (*mldsa.PrivateKey)",
        PublicKeyKind.X25519 => "ok (*ecdh.PrivateKey)",
        _ => "ok",
    };
}
