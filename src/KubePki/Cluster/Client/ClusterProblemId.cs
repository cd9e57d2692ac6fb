namespace KubePki.Cluster.Client;

/// <summary>The values of <see cref="ClusterException.Id"/>; they are error ids in PowerShell, so they never change.</summary>
public static class ClusterProblemId
{
    /// <summary>The kubeconfig, or what it names, cannot be used.</summary>
    public const string BadKubeconfig = nameof(BadKubeconfig);

    /// <summary>No kubeconfig has a context of this name.</summary>
    public const string UnknownContext = nameof(UnknownContext);

    /// <summary>There is no credential to be had: a plugin failed, a token file is empty, a key does not fit.</summary>
    public const string NoCredential = nameof(NoCredential);

    /// <summary>The server's certificate is not accepted: its chain, its time or its name.</summary>
    public const string ServerNotTrusted = nameof(ServerNotTrusted);

    /// <summary>The server did not answer: no route, no name, refused, or the connection broke.</summary>
    public const string ServerUnreachable = nameof(ServerUnreachable);

    /// <summary>The server took longer than allowed.</summary>
    public const string ServerTimeout = nameof(ServerTimeout);

    /// <summary>The server answered with an error; its code, reason and message are kept.</summary>
    public const string ServerRefused = nameof(ServerRefused);

    /// <summary>The server answered with something that is not what its API promises.</summary>
    public const string BadAnswer = nameof(BadAnswer);
}
