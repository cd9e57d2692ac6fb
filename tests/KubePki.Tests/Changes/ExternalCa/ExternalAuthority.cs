using KubePki.Node.Layout;
using KubePki.Node.Reading.Certificates;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Tests.Changes.ExternalCa;

/// <summary>Where the keys of a node's CAs are kept, and requests are signed.</summary>
internal sealed class ExternalAuthority : IDisposable
{
    public static readonly DateTimeOffset Today = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, PrivateKey> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ParsedCertificate> _authorities = new(StringComparer.Ordinal);

    /// <summary>Takes the keys of the CAs away from a node.</summary>
    public ExternalAuthority(NodeTree node)
    {
        foreach (var file in PkiLayouts.Kubeadm.Files.Where(file => PkiRoles.Find(file.Role)!.Kind == PkiRoleKind.Authority))
        {
            var key = node.Path($"{TreeEdits.PkiDirectory}{file.Pattern[..^4]}.key");
            _keys[file.Role] = PrivateKey.Read(File.ReadAllBytes(key))!;
            _authorities[file.Role] = PkiFileParser.Parse(File.ReadAllBytes(node.Path(TreeEdits.PkiDirectory + file.Pattern)),
                default).Certificates[0];
            File.Delete(key);
        }
    }

    /// <summary>Signs a request as it asks, or changed, with the CA of its role or another.</summary>
    public byte[] Sign(string requestPath, Func<CertificateOrder, CertificateOrder>? change = null, string? authority = null)
    {
        var request = PkiFileParser.Parse(File.ReadAllBytes(requestPath), default).Requests[0];
        authority ??= PkiRoles.AuthorityOf(Path.GetFileNameWithoutExtension(requestPath))!;
        return new Issuer(_authorities[authority], _keys[authority])
            .Issue(Order(request, change), request.PublicKeyInfo.Of(request.Raw.Span));
    }

    /// <summary>Signs a request with a CA between it and the node's; both certificates.</summary>
    public (byte[] Leaf, byte[] Between) SignBelow(string requestPath)
    {
        var request = PkiFileParser.Parse(File.ReadAllBytes(requestPath), default).Requests[0];
        var authority = PkiRoles.AuthorityOf(Path.GetFileNameWithoutExtension(requestPath))!;
        using var key = PrivateKey.Create(KeyKind.Find("P256")!);
        var draft = new CertificateOrder
        {
            Subject = SubjectName.Write("between"),
            KeyUsage = 0b100001,
            IsAuthority = true,
            NotBefore = Today.AddDays(-1),
            NotAfter = Today.AddDays(100),
        };
        var between = new Issuer(_authorities[authority], _keys[authority]).Issue(draft, key.PublicKeyInfo());
        return (new Issuer(CertificateParser.Parse(between, GoVersion.Newest), key)
            .Issue(Order(request, null), request.PublicKeyInfo.Of(request.Raw.Span)), between);
    }

    public void Dispose()
    {
        foreach (var key in _keys.Values)
            key.Dispose();
    }

    private static CertificateOrder Order(ParsedRequest request, Func<CertificateOrder, CertificateOrder>? change)
    {
        var order = new CertificateOrder
        {
            Subject = SubjectName.Write(request.Subject!.CommonName, [.. request.Subject.Organization]),
            Names = AlternativeNameList.Of(request),
            Usages = request.Extensions.ExtendedKeyUsages!,
            KeyUsage = request.Extensions.KeyUsage!.Value,
            NotBefore = Today.AddHours(-1),
            NotAfter = Today.AddDays(90),
        };
        return change is null ? order : change(order);
    }
}
