using KubePki.Model;

namespace KubePki.Cluster.Client;

/// <summary>Why a cluster could not be asked, or what it said against it: the one exception of this room.</summary>
public sealed class ClusterException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="id">What kind it is: a value of <see cref="ClusterProblemId"/>.</param>
    /// <param name="message">What is wrong, in plain words, with the place.</param>
    /// <param name="inner">What it came from; null when nothing was thrown before.</param>
    public ClusterException(string id, string message, Exception? inner = null)
        : base(Printable.Text(message), inner) => Id = id;

    /// <summary>What kind it is: a value of <see cref="ClusterProblemId"/>; stable, for scripts.</summary>
    public string Id { get; }

    /// <summary>The HTTP status; 0 when the server did not answer.</summary>
    public int Code { get; init; }

    /// <summary>The reason of the server's Status, such as <c>Forbidden</c>, <c>Conflict</c> or <c>Expired</c>; null without one.</summary>
    public string? Reason { get; init; }

    /// <summary>The message of the server's Status, as it wrote it; null without one.</summary>
    public string? StatusMessage { get; init; }

    /// <summary>What Go's TLS client says of the server's certificate; null when it is not about that.</summary>
    public string? GoError { get; init; }

    /// <summary>What to do next; null when there is nothing better than to look.</summary>
    public string? RecommendedAction { get; init; }

    /// <summary>Whether it may be over in a while: nobody answers, or the server is busy or ill.</summary>
    internal bool MayPass => Code is >= 500 or 429 || Id is ClusterProblemId.ServerUnreachable or ClusterProblemId.ServerTimeout;

    /// <summary>
    /// With which token a list may be gone on with after its own expired, at another state of the cluster; null without one.
    /// </summary>
    internal string? Continue { get; init; }
}
