using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
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
    private const string BinaryTag = "tag:yaml.org,2002:binary";
    private const int AliasLimit = 1024 * 1024;

    private readonly Allowance _allowance = new(textLength + AliasLimit);

    /// <summary>
    /// Reads a field; <paramref name="place"/> names it, as in <c>client-key-data of user admin</c>. That it is not base64 spoils the
    /// file; what is wrong inside is <paramref name="told"/> as the entry deserves.
    /// </summary>
    public PkiFileContent Read(YamlScalar data, string place, ICollection<PkiProblem> told)
    {
        if (!_allowance.TryTake(data.Value.Length, out var isFirst))
        {
            if (isFirst)
                problems.Add(file.Problem(PkiProblemId.FileTooLarge,
                    "aliases repeat its data too often; the rest was skipped", data.Line));
            return new PkiFileContent();
        }
        var octets = Encoding.UTF8.GetBytes(data.Value);
        var (fault, written) = (-1, octets.Length);
        // The YAML library decodes it once more.
        if (data.Tag == BinaryTag)
            fault = StandardBase64.Decode(octets, out written);
        if (fault < 0)
            fault = StandardBase64.Decode(octets.AsSpan(0, written), out written);
        var isBase64 = fault < 0;
        // Blanks are all that is wrong with most: what it is can be shown.
        var content = isBase64 || Base64.DecodeFromUtf8InPlace(octets, out written) == OperationStatus.Done
            ? PkiFileParser.Parse(octets.AsSpan(0, written), cancellation, passphrase, file.Files?.IsSnapshot == true)
            : new PkiFileContent();
        CryptographicOperations.ZeroMemory(octets);
        if (!isBase64)
            problems.Add(file.Problem(PkiProblemId.MalformedKubeconfig,
                $"the {place} is not base64", data.Line,
                goError: string.Create(CultureInfo.InvariantCulture, $"illegal base64 data at input byte {fault}")));
        foreach (var problem in content.Problems)
            told.Add(file.Problem(problem.Id, $"in the {place}: {problem.Reason}", data.Line, goError: problem.GoError));
        if (isBase64 && !content.Problems.Any() && WhatIsMissing(content, place) is var (reason, goError))
            told.Add(file.Problem(PkiProblemId.MalformedKubeconfig, $"the {place} contains {reason}", data.Line, goError: goError));
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
