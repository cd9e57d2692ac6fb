namespace KubePki.Model;

/// <summary>The values of <see cref="TopologyVertex.Kind"/>.</summary>
public static class TopologyVertexKind
{
    /// <summary>The key of a CA.</summary>
    public const string Authority = "Authority";

    /// <summary>The key of a certificate that is no CA: of a server, of a client, in a kubeconfig.</summary>
    public const string Certificate = "Certificate";

    /// <summary>The key pair that signs and verifies the tokens of service accounts.</summary>
    public const string ServiceAccountKey = "ServiceAccountKey";

    /// <summary>A kubeconfig.</summary>
    public const string Kubeconfig = "Kubeconfig";

    /// <summary>A program of the node: <c>kube-apiserver</c>, <c>etcd</c>, <c>kubelet</c>.</summary>
    public const string Program = "Program";
}
