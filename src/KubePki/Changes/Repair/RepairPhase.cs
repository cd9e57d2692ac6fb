namespace KubePki.Changes.Repair;

/// <summary>The order of a plan: whoever signs comes before what is signed.</summary>
internal enum RepairPhase
{
    /// <summary>Certificates of CAs.</summary>
    Authorities,

    /// <summary>Certificates of the control plane.</summary>
    Certificates,

    /// <summary>Kubeconfigs of the node.</summary>
    Kubeconfigs,

    /// <summary>Kubelet's files, and people's copies of kubeconfigs.</summary>
    KubeletAndCopies,

    /// <summary>Networks of other clusters.</summary>
    Networks,

    /// <summary>Modes and owners of what is there by then.</summary>
    Access,
}
