namespace KubePki.Cli;

/// <summary>What a command may issue: an option is there only where it means something.</summary>
internal enum RepairScope
{
    /// <summary>All that a node has, and its CAs when that is asked for.</summary>
    Everything,

    /// <summary>What kubelet has: its credential, and its serving certificate.</summary>
    Kubelet,

    /// <summary>The credentials of kubeconfigs.</summary>
    Kubeconfigs,
}
