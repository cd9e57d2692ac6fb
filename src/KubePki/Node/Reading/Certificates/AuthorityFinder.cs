using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Reading.Certificates;

/// <summary>Finds the certificates among which the CA of a certificate should be, where they were not read with it.</summary>
public sealed class AuthorityFinder
{
    private readonly ReadOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<string, IReadOnlyList<KubeCertificate>> _known = new(StringComparer.Ordinal);

    /// <summary>Creates a finder for one command.</summary>
    /// <param name="options">How to read.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public AuthorityFinder(ReadOptions options, CancellationToken cancellation = default)
    {
        _options = options;
        _cancellation = cancellation;
    }

    /// <summary>The certificates of the node to which a certificate belongs; else those beside it and above.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public IReadOnlyList<KubeCertificate> Find(KubeCertificate certificate)
    {
        var root = RootOf(certificate);
        var directory = Path.GetDirectoryName(certificate.Path) ?? "/";
        var key = root ?? directory;
        if (!_known.TryGetValue(key, out var found))
            _known.Add(key, found = root is not null ? ReadNode(root) : ReadAround(directory));
        return found;
    }

    /// <summary>
    /// The certificates that were read with one, when the CA that it should have is among them; else those of <see cref="Find"/> too.
    /// </summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="readWithIt">What was read with it.</param>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public IReadOnlyList<KubeCertificate> Near(KubeCertificate certificate, IReadOnlyList<KubeCertificate> readWithIt)
    {
        var root = RootOf(certificate);
        var own = readWithIt.Where(other => other.Path == certificate.Path || RootOf(other) == root).ToList();
        var role = PkiRoles.AuthorityOf(certificate.Role);
        var isThere = own.Exists(other => role is null ? other.IsAuthority : other.Role == role);
        return isThere ? own : [.. own, .. Find(certificate)];
    }

    private string? RootOf(KubeCertificate certificate)
    {
        if (_options.Root != "/")
            return _options.Root;
        var location = NodeLocation.Infer(certificate.Path);
        return location.IsNode ? location.Root : null;
    }

    private IReadOnlyList<KubeCertificate> ReadNode(string root) =>
        new NodeReader(_options with { Root = root, Recurse = false }, _cancellation).ReadNode().Certificates;

    private List<KubeCertificate> ReadAround(string directory)
    {
        var reader = new NodeReader(_options with { Recurse = false }, _cancellation);
        var above = Path.GetDirectoryName(directory);
        return [.. reader.ReadPath(directory).Concat(above is null or "/" ? [] : reader.ReadPath(above))
            .SelectMany(snapshot => snapshot.Certificates)];
    }
}
