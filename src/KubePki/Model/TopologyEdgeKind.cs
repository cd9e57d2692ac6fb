namespace KubePki.Model;

/// <summary>The values of <see cref="TopologyEdge.Kind"/>.</summary>
public static class TopologyEdgeKind
{
    /// <summary>The CA's key made the signature of the certificate. It was verified.</summary>
    public const string Signs = "Signs";

    /// <summary>The kubeconfig or program accepts what the key signed.</summary>
    public const string Trusts = "Trusts";

    /// <summary>The kubeconfig or program uses the key as its own: it shows the certificate, or signs with the key.</summary>
    public const string Presents = "Presents";
}
