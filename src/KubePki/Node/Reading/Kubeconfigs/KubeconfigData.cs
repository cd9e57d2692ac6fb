using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using KubePki.Model;
using KubePki.Node.Reading.Certificates;
using KubePki.Node.Reading.Files;
using KubePki.Pki.Keys;
using KubePki.Yaml;

namespace KubePki.Node.Reading.Kubeconfigs;

/// <summary>Reads the base64 fields of a kubeconfig, as long as aliases do not make them much longer than its text.</summary>
internal sealed class KubeconfigData(NodeFile file, int textLength, ICollection<PkiProblem> problems, KeyPassphrase? passphrase,
    CancellationToken cancellation)
{
    private const int AliasLimit = 1024 * 1024;

    private readonly Allowance _allowance = new(textLength + AliasLimit);

    /// <summary>Reads a field; <paramref name="place"/> names it, as in <c>client-key-data of user admin</c>.</summary>
    public PkiFileContent Read(YamlScalar data, string place)
    {
        if (!_allowance.TryTake(data.Value.Length, out var isFirst))
        {
            if (isFirst)
                problems.Add(file.Problem(PkiProblemId.FileTooLarge,
                    "aliases repeat its data too often; the rest was skipped", data.Line));
            return new PkiFileContent();
        }
        var octets = Encoding.UTF8.GetBytes(data.Value);
        var isBase64 = Base64.DecodeFromUtf8InPlace(octets, out var written) == OperationStatus.Done;
        var content = isBase64 ? PkiFileParser.Parse(octets.AsSpan(0, written), cancellation, passphrase) : new PkiFileContent();
        CryptographicOperations.ZeroMemory(octets);
        if (!isBase64)
            problems.Add(file.Problem(PkiProblemId.MalformedKubeconfig,
                $"the {place} is not base64", data.Line, goError: "illegal base64 data"));
        foreach (var problem in content.Problems)
            problems.Add(file.Problem(problem.Id, $"in the {place}: {problem.Reason}", data.Line, goError: problem.GoError));
        if (isBase64 && !content.Problems.Any() && WhatIsMissing(content, place) is var (reason, goError))
            problems.Add(file.Problem(PkiProblemId.MalformedKubeconfig, $"the {place} contains {reason}", data.Line, goError: goError));
        return content;
    }

    // Go's words are those of crypto/tls (X509KeyPair) and, for authorities, of client-go (transport.go, createErrorParsingCAData).
    private static (string Reason, string GoError)? WhatIsMissing(PkiFileContent content, string place)
    {
        if (place.StartsWith("client-key", StringComparison.Ordinal))
        {
            return content.Keys.Exists(key => key.IsPrivate) ? null
                : !content.HasAnything ? ("no PEM", "tls: failed to find any PEM data in key input")
                : content.Certificates.Count > 0 ? ("a certificate, not a key",
                    "tls: found a certificate rather than a key in the PEM for the private key")
                : ("no private key", "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input");
        }
        if (content.Certificates.Count > 0)
            return null;
        var isAuthority = place.StartsWith("certificate-authority", StringComparison.Ordinal);
        var reason = content.HasAnything ? "no certificate" : "no PEM";
        return isAuthority ? (reason, "unable to parse bytes as PEM block")
            : !content.HasAnything ? (reason, "tls: failed to find any PEM data in certificate input")
            : content.Keys.Count > 0 ? ("a key, not a certificate",
                "tls: failed to find certificate PEM data in certificate input, "
                    + "but did find a private key; PEM inputs may have been switched")
            : (reason, "tls: failed to find \"CERTIFICATE\" PEM block in certificate input");
    }
}
