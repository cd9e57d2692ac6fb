using System.Globalization;
using KubePki.Model;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>Fills in what stands inside of a request.</summary>
internal static class CsrContent
{
    /// <summary>The object with what its request says, and with all problems.</summary>
    public static KubeCsr Fill(KubeCsr csr, ReadOnlySpan<byte> request, List<string> problems)
    {
        var content = RequestContent.Read(request);
        if (content.PemFault is { } pem)
            problems.Add($"spec.request: {pem}");
        if (content.Parsed?.GoError is { } error)
            problems.Add($"spec.request: Go says: {error}");
        else if (content.Anatomy?.Fault is { } fault)
            problems.Add($"spec.request: {fault}");
        csr = csr with { Content = content, RequestHash = Hex.Sha256(request), Problems = TextList.From(problems.Select(Printable.Text)) };
        if (content.Parsed is not { IsReadable: true } parsed)
            return csr;
        var extensions = parsed.Extensions;
        var der = parsed.Raw.Span;
        return csr with
        {
            Subject = parsed.Subject?.ToString() ?? "",
            CommonName = parsed.Subject?.CommonName ?? "",
            Organization = TextList.From(parsed.Subject?.Organization ?? []),
            DnsNames = TextList.From(extensions.DnsNames),
            IPAddresses = TextList.From(extensions.IPAddresses.Select(address => GoText.Address(address))),
            OtherNames = OtherNames(extensions),
            KeyAlgorithm = parsed.PublicKey?.Algorithm,
            KeySize = parsed.PublicKey?.Size ?? 0,
            PublicKeyHash = parsed.PublicKeyInfo.Length == 0 ? null : Hex.Sha256(parsed.PublicKeyInfo.Of(der)),
        };
    }

    private static TextList OtherNames(CertificateExtensions extensions)
    {
        if (extensions.OtherNames + extensions.EmailAddresses.Count + extensions.Uris.Count == 0)
            return TextList.Empty;
        string[] unread = extensions.OtherNames == 0
            ? []
            : [string.Create(CultureInfo.InvariantCulture, $"{extensions.OtherNames} of other kinds")];
        return TextList.From([.. extensions.EmailAddresses, .. extensions.Uris, .. unread]);
    }
}
