using KubePki.Model;
using KubePki.Node.Reading.Files;
using KubePki.Pki.Keys;

namespace KubePki.Node.Reading;

/// <summary>What to read, and at which moment to look at it.</summary>
public sealed record ReadOptions
{
    /// <summary>
    /// The directory that stands for the node's <c>/</c>; absolute links and paths resolve inside it and cannot leave it.
    /// </summary>
    public string Root { get; init; } = "/";

    /// <summary>The moment that every status speaks of.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>How much time left counts as expiring, where that was asked for; null for what is usual.</summary>
    public ExpiryThreshold? ExpiresWithin { get; init; }

    /// <summary>Whether directories are read with all that is below them.</summary>
    public bool Recurse { get; init; }

    /// <summary>
    /// Kubeconfigs to read besides the node's own, as paths of this machine: <c>$KUBECONFIG</c>, <c>~/.kube/config</c>. Missing ones are
    /// passed over.
    /// </summary>
    public IReadOnlyList<string> Kubeconfigs { get; init; } = [];

    /// <summary>
    /// Kubeconfigs that were asked for by name, as paths of the node; one that is missing is a problem, unless its name tells what it would
    /// be.
    /// </summary>
    public IReadOnlyList<string> NamedKubeconfigs { get; init; } = [];

    /// <summary>How many threads read directories; 0 for as many as there are processors, four at the most.</summary>
    public int Threads { get; init; }

    /// <summary>What opens encrypted keys and PKCS#12 stores; null to list keys as encrypted. Whoever made it disposes it.</summary>
    public KeyPassphrase? Passphrase { get; init; }

    /// <summary>Remembers what of the node was looked at and read; null when nobody asks.</summary>
    internal FileTrail? Trail { get; init; }

    /// <summary>Told of each file that is read.</summary>
    public Action<string>? Trace { get; init; }
}
