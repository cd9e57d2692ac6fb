namespace KubePki.Model;

/// <summary>
/// A snapshot of all that belongs to the PKI of a node at one moment. Nothing in it changes, and no private key is in it.
/// </summary>
public sealed record NodePki
{
    /// <summary>The directory that stands for the node's <c>/</c>.</summary>
    public required string Root { get; init; }

    /// <summary>Whether the root is an archive: it can be read, and nothing else.</summary>
    internal bool IsArchive { get; init; }

    /// <summary>What the node is called; null when its files do not tell.</summary>
    public string? NodeName { get; init; }

    /// <summary>Which distribution set it up: <c>kubeadm</c>, <c>k3s</c>, <c>rke1</c> …; null when its files do not tell.</summary>
    public string? Distribution { get; init; }

    /// <summary>The moment that every status in it speaks of, UTC.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>How much time left counts as expiring, where that was asked for; null for what is usual.</summary>
    public ExpiryThreshold? ExpiresWithin { get; init; }

    /// <summary>All certificates, those in kubeconfigs included, ordered by directory and name.</summary>
    public IReadOnlyList<KubeCertificate> Certificates { get; init; } = [];

    /// <summary>All key files.</summary>
    public IReadOnlyList<KubeKey> Keys { get; init; } = [];

    /// <summary>All certificate requests.</summary>
    public IReadOnlyList<KubeCertificateRequest> Requests { get; init; } = [];

    /// <summary>All kubeconfigs, those of CNI plugins included.</summary>
    public IReadOnlyList<Kubeconfig> Kubeconfigs { get; init; } = [];

    /// <summary>The kubelet; null when the node shows no trace of one.</summary>
    public KubeletState? Kubelet { get; init; }

    /// <summary>The programs of the control plane, and kube-proxy where it is no pod; empty on most workers.</summary>
    public IReadOnlyList<ControlPlaneComponent> Components { get; init; } = [];

    /// <summary>The CNI configurations, in the order in which the runtime looks at them.</summary>
    public IReadOnlyList<CniConfiguration> Networks { get; init; } = [];

    /// <summary>What the machine says of itself; filled when the whole node was read.</summary>
    public HostState Host { get; init; } = new();

    /// <summary>Files and directories with their modes and owners; filled when the whole node was read.</summary>
    public IReadOnlyList<PkiFile> Files { get; init; } = [];

    /// <summary>
    /// Private keys that lie about in backups and copies below <c>/etc</c> and <c>/root</c>; filled when the whole node was read.
    /// </summary>
    public IReadOnlyList<KubeKey> KeyCopies { get; init; } = [];

    /// <summary>Files that flags name by another path than that under which they were read: a directory of theirs is a link.</summary>
    internal IReadOnlySet<string> OtherPaths { get; init; } = System.Collections.Immutable.ImmutableHashSet<string>.Empty;

    /// <summary>Kubeconfigs in the homes of others than the user who reads: they are told, and changed only where they are named.</summary>
    internal IReadOnlySet<string> KubeconfigsOfOthers { get; init; } = System.Collections.Immutable.ImmutableHashSet<string>.Empty;

    /// <summary>What was looked at, and passed over, where a directory was named; null for a node or a file.</summary>
    public DirectoryScan? Scan { get; init; }

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<PkiProblem> Problems { get; init; } = [];

    /// <summary>Whether there is something, and none of it could be read: nothing can be said of it, and nothing done.</summary>
    public bool IsUnread => Certificates.Count + Keys.Count + Kubeconfigs.Count == 0
        && Problems.Any(problem => problem.Id == PkiProblemId.UnreadableFile);

    /// <summary>
    /// What the root did not give, so that nothing can be said of it: there is no node, an archive is damaged, or the reader has no right
    /// to read files. Every command tells it, and has not done all that was asked.
    /// </summary>
    public IReadOnlyList<PkiProblem> Gaps => IsEmpty || IsUnread ? Problems
        : Problems.Where(problem => problem.Id is PkiProblemId.NodeNotFound or PkiProblemId.DamagedArchive || problem.IsDenied).ToArray();

    /// <summary>Whether the root itself did not give all: there is no node, or the archive is damaged.</summary>
    public bool IsPartial => IsEmpty || IsUnread || IsCutOff;

    /// <summary>Whether it is an archive that is damaged: what is missing may be missing from the archive only.</summary>
    internal bool IsCutOff => Problems.Any(problem => problem.Id == PkiProblemId.DamagedArchive);

    /// <summary>Whether the reader has no right to read what is at a path, or the directories above it.</summary>
    /// <param name="nodePath">A path of the node.</param>
    internal bool IsHidden(string nodePath) => Problems.Any(problem => problem.IsDenied
        && (problem.NodePath == nodePath || nodePath.StartsWith(problem.NodePath.TrimEnd('/') + "/", StringComparison.Ordinal)));

    /// <summary>Whether nothing was found that belongs to a PKI.</summary>
    public bool IsEmpty =>
        Certificates.Count + Keys.Count + Requests.Count + Kubeconfigs.Count + Components.Count + Networks.Count == 0 && Kubelet is null;
}
