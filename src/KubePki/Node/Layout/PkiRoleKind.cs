namespace KubePki.Node.Layout;

/// <summary>What sort of thing plays a role.</summary>
public enum PkiRoleKind
{
    /// <summary>A CA of the control plane.</summary>
    Authority,

    /// <summary>A certificate that a CA of the control plane signs.</summary>
    Leaf,

    /// <summary>The client certificate in a kubeconfig.</summary>
    Kubeconfig,

    /// <summary>A certificate that kubelet keeps.</summary>
    Kubelet,

    /// <summary>A CA certificate that something else carries along: a kubeconfig, or a leaf's file.</summary>
    TrustAnchor,

    /// <summary>A key pair without certificate.</summary>
    KeyPair,
}
