using System.Security;
using KubePki.Pki.X509.Go;

namespace KubePki.Cluster.Client;

/// <summary>Which cluster is meant, as whom it is asked, and how long to wait.</summary>
public sealed record ClusterOptions
{
    /// <summary>
    /// The kubeconfigs, merged as kubectl merges them: of each name and of the current context the first counts. With one file, it must be
    /// there; of several, those that are missing are passed over. None: <see cref="ServiceAccount"/>.
    /// </summary>
    public IReadOnlyList<string> Kubeconfigs { get; init; } = [];

    /// <summary>Whether each kubeconfig must be there, because a person named it.</summary>
    public bool MustExist { get; init; }

    /// <summary>The context; null for the current one.</summary>
    public string? Context { get; init; }

    /// <summary>A bearer token in place of the credential of the kubeconfig; null to use that.</summary>
    public SecureString? Token { get; init; }

    /// <summary>
    /// A file with a bearer token, read again for each request, in place of the credential of the kubeconfig; null to use that.
    /// </summary>
    public string? TokenFile { get; init; }

    /// <summary>Where a pod finds its own credential, used when no kubeconfig says anything; null to use kubeconfigs only.</summary>
    public ServiceAccount? ServiceAccount { get; init; }

    /// <summary>
    /// How long one call may take, from its first request to the end of its answer, waits and repetitions included; a list with all its
    /// pages is one call.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock: it judges lifetimes and times waiting.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>The Go release whose rules judge the server's certificate.</summary>
    public GoVersion Go { get; init; } = GoVersion.Newest;

    /// <summary>What this program calls itself to the server.</summary>
    public string UserAgent { get; init; } = "kubepki";

    /// <summary>
    /// Reports what a person should know: that the server is not checked, that a list goes on at another state. It may be called from any
    /// thread.
    /// </summary>
    public Action<string> Warn { get; init; } = _ => { };

    /// <summary>Is told each request, without its body. It may be called from any thread.</summary>
    public Action<string> Trace { get; init; } = _ => { };
}
