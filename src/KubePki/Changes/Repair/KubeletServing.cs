namespace KubePki.Changes.Repair;

/// <summary>How kubelet gets a serving certificate that the cluster's CA signed.</summary>
public enum KubeletServing
{
    /// <summary>It is left as it is: which of the two ways is right is the user's choice.</summary>
    Keep,

    /// <summary>
    /// From the CA's key on this node, into the files that <c>tlsCertFile</c> and <c>tlsPrivateKeyFile</c> name. Nobody renews it by
    /// itself.
    /// </summary>
    Issue,

    /// <summary>
    /// From the cluster: <c>serverTLSBootstrap</c> has kubelet ask for it, and ask again in time. Each request must be approved.
    /// </summary>
    Bootstrap,
}
