using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Layout;

namespace KubePki.Changes.Repair.Actions;

/// <summary>
/// What must become of one of kubelet's current links and of the updated one beside it. A pem that lies where a link should be is kept
/// under a stamped name, unless it lies there already; a link of a switch that was cut off goes away.
/// </summary>
internal sealed class KubeletLinks
{
    // Kubernetes' signer back-dates by as much: kubelet would have stored the pem at that moment.
    private static readonly TimeSpan Backdate = TimeSpan.FromMinutes(5);

    private readonly NodeView _node;
    private readonly Dictionary<string, string> _own = new(StringComparer.Ordinal);
    private readonly List<(string From, string To)> _kept = [];

    public KubeletLinks(NodeView node, string path)
    {
        _node = node;
        Path = path;
        Current = Find(path);
        Unfinished = Find(KubeletFiles.UpdatedOf(path));
        foreach (var file in new[] { Current, Unfinished }.OfType<KubeletLink>().Where(link => !link.IsLink))
            Keep(file);
        if (Unfinished is not null)
            Away.Add(Unfinished.NodePath);
    }

    /// <summary>The path of the current link.</summary>
    public string Path { get; }

    /// <summary>What lies there; null for nothing.</summary>
    public KubeletLink? Current { get; }

    /// <summary>What lies at the updated link's path; null for nothing.</summary>
    public KubeletLink? Unfinished { get; }

    /// <summary>Pems that are kept, with their new paths.</summary>
    public IReadOnlyList<(string From, string To)> Kept => _kept;

    /// <summary>What goes into the backup.</summary>
    public List<string> Away { get; } = [];

    /// <summary>The pem that the link is to lead to; null where it stays as it is.</summary>
    public string? Target { get; set; }

    public bool IsFile => Current is { IsLink: false };

    public bool IsDangling => Current is { IsLink: true, TargetExists: false };

    /// <summary>Whether the current link leads to the updated one, which goes away.</summary>
    public bool LeadsToUnfinished =>
        Unfinished is not null && Current is { IsLink: true, Target: { } target } && KubeletFiles.IsUpdated(target);

    /// <summary>The path that a pem has afterwards; null for a file that is worth nothing.</summary>
    public string? PemOf(string path) => KubeletFiles.IsLink(path) ? _own.GetValueOrDefault(path) : path;

    /// <summary>A path for a pem of a moment at which nothing lies.</summary>
    public string FreePath(DateTimeOffset time)
    {
        for (; ; time = time.AddSeconds(1))
        {
            var path = KubeletFiles.Stamped(Path, time);
            if (!IsTaken(path))
                return path;
        }
    }

    /// <summary>The moment at which kubelet would have stored a certificate; of one that is valid, not in the future.</summary>
    public static DateTimeOffset StoredAt(KubeCertificate certificate)
    {
        var stored = certificate.NotBefore + Backdate;
        return certificate.NotBefore <= certificate.AsOf && stored > certificate.AsOf ? certificate.AsOf : stored;
    }

    /// <summary>The pems that are kept, under their new names.</summary>
    public IEnumerable<PendingChange> KeepPems(IssuanceContext issuance) =>
        _kept.Select(kept => issuance.CreateSecret(kept.To, issuance.BytesAt(kept.From)));

    /// <summary>The link, switched, and what goes into the backup.</summary>
    public IEnumerable<PendingChange> Switch(IssuanceContext issuance)
    {
        if (Target is not null)
            yield return new PendingChange
            {
                NodePath = Path,
                Kind = ChangeKind.Link,
                Expected = FileState.Of(issuance.Files, Path),
                LinkTarget = Target,
            };
        foreach (var away in Away)
            yield return issuance.MoveAway(away);
    }

    private bool IsTaken(string path) => _kept.Exists(kept => kept.To == path) || _node.File(path) is not null
        || _node.Pki.Certificates.Any(certificate => certificate.NodePath == path) || _node.Pki.Keys.Any(key => key.NodePath == path);

    private KubeletLink? Find(string path) => _node.Pki.Kubelet!.Links.FirstOrDefault(link => link.NodePath == path);

    private void Keep(KubeletLink file)
    {
        if (_node.Pki.Certificates.FirstOrDefault(certificate =>
            certificate.NodePath == file.NodePath && certificate is { Index: 0, KeyMatches: true }) is not { } certificate)
            return;
        // A copy that was made with the links followed has left the pem itself beside it.
        var same = _node.Pki.Certificates.FirstOrDefault(other => other.Fingerprint == certificate.Fingerprint
            && other is { Index: 0, KeyMatches: true, Source: CertificateSource.File }
            && !KubeletFiles.IsLink(other.NodePath) && other.NodePath.EndsWith(".pem", StringComparison.Ordinal)
            && System.IO.Path.GetDirectoryName(other.NodePath) == System.IO.Path.GetDirectoryName(Path));
        var path = same?.NodePath ?? FreePath(StoredAt(certificate));
        if (same is null)
            _kept.Add((file.NodePath, path));
        _own[file.NodePath] = path;
    }
}
