using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Files;
using KubePki.Pki.Keys;
using KubePki.Pki.X509;

namespace KubePki.Node.Reading.Certificates;

/// <summary>
/// Finds private keys in copies that people and scripts leave behind: <c>/etc/kubernetes.old-20200101</c>, <c>/etc/kubernetes/pki.bak</c>,
/// <c>/etc/kubernetes/pki/ca.key.bak</c>, <c>/root/pki</c>. What belongs to a layout is not a copy.
/// </summary>
internal sealed class KeyCopyReader(NodeFiles files, KeyPassphrase? passphrase, CancellationToken cancellation)
{
    // Enough for any backup; a tree of a million files must not make the reading of a node long.
    private const int MaxFiles = 2000;
    private const int MaxDepth = 4;
    private const int MaxKeyLength = 64 * 1024;

    private static readonly HashSet<string> Layouts =
    [
        .. PkiLayouts.All.Select(layout => layout.Directory),
        .. PkiLayouts.All.SelectMany(layout => PkiLayouts.Subdirectories.Select(name => $"{layout.Directory}/{name}")),
        PkiLayouts.Manifests,
    ];

    private readonly List<KubeKey> _keys = [];
    private int _files;

    /// <summary>The private keys found; public parts only.</summary>
    public List<KubeKey> Read()
    {
        foreach (var name in NodeDirectory.ListDirectories(files, CopyPlaces.Beside))
        {
            if (name.StartsWith(CopyPlaces.Prefix, StringComparison.Ordinal))
                Walk($"{CopyPlaces.Beside}/{name}", 0);
        }
        foreach (var name in NodeDirectory.ListDirectories(files, CopyPlaces.Home))
        {
            // What is hidden is some other program's; a copy made at night has a name.
            if (!name.StartsWith('.'))
                Walk($"{CopyPlaces.Home}/{name}", 1);
        }
        return _keys;
    }

    private void Walk(string directory, int depth)
    {
        var isLayout = Layouts.Contains(directory);
        var first = _keys.Count;
        var names = NodeDirectory.List(files, directory, []);
        foreach (var name in names)
        {
            var isCopy = isLayout ? !FileNames.IsOfPki(name.Name) : FileNames.IsOfPki(name.Name) || FileNames.IsKeyCopy(name.Name);
            if (isCopy && FileNames.IsKeyCopy(name.Name) && !name.IsLink)
                ReadFile(files.In(directory, name));
        }
        if (_keys.Count > first)
            FindCertificates(first, names.Where(name => FileNames.IsCertificate(name.Name)).Select(name => files.In(directory, name)));
        if (depth >= MaxDepth)
            return;
        foreach (var name in NodeDirectory.ListDirectories(files, directory))
            Walk($"{directory}/{name}", depth + 1);
    }

    // A key beside its own certificate may be somebody's who is not known here.
    private void FindCertificates(int first, IEnumerable<NodeFile> beside)
    {
        var known = beside.SelectMany(CertificatesIn).ToHashSet(StringComparer.Ordinal);
        for (var i = first; i < _keys.Count; i++)
            _keys[i] = _keys[i] with { HasCertificate = _keys[i].PublicKeyHash is { } hash && known.Contains(hash) };
    }

    private string[] CertificatesIn(NodeFile file)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_files++ >= MaxFiles || FileStat.KindOf(file, out var entry, out _) != FileKind.Regular || entry.Size > MaxKeyLength)
            return [];
        using var bytes = file.Read(cancellation);
        return [.. PkiFileParser.Parse(bytes.Span, cancellation, passphrase, files.IsSnapshot).Certificates.Select(certificate =>
            Hex.Sha256(certificate.PublicKeyInfo.Of(certificate.Raw.Span)))];
    }

    private void ReadFile(NodeFile file)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_files++ >= MaxFiles || FileStat.KindOf(file, out var entry, out _) != FileKind.Regular || entry.Size > MaxKeyLength)
            return;
        using var bytes = file.Read(cancellation);
        foreach (var key in PkiFileParser.Parse(bytes.Span, cancellation, passphrase, files.IsSnapshot).Keys)
        {
            if (key.IsPrivate)
                _keys.Add(Copy(file, key));
        }
    }

    private static KubeKey Copy(NodeFile file, ParsedKey key) => new()
    {
        Name = file.NodePath[(file.NodePath.LastIndexOf('/') + 1)..],
        Path = file.Path,
        NodePath = file.NodePath,
        Format = key.Format,
        KeyAlgorithm = key.Algorithm,
        KeySize = key.Size,
        PublicKeyHash = key.PublicKeyInfo is { } octets ? Hex.Sha256(octets) : null,
        IsPrivate = true,
        IsEncrypted = key.IsEncrypted,
    };
}
