namespace KubePki.Model;

/// <summary>
/// A program of the control plane, as the static pod's manifest, the unit of systemd or the container that runs it describes it.
/// </summary>
public sealed record ControlPlaneComponent
{
    /// <summary>The program: <c>kube-apiserver</c>, <c>kube-controller-manager</c>, <c>kube-scheduler</c>, <c>etcd</c>,
    /// <c>kube-proxy</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The manifest, unit, file of arguments or container, as a path of the machine that reads it.</summary>
    public required string Path { get; init; }

    /// <summary>The same as a path of the node.</summary>
    public required string NodePath { get; init; }

    /// <summary>The unit of systemd that runs it; null when none does.</summary>
    public string? Unit { get; init; }

    /// <summary>The container in which a tool has started it; null when it is a static pod, or runs in none.</summary>
    public string? Container { get; init; }

    /// <summary>Whether kubelet runs it from a manifest.</summary>
    public bool IsStaticPod => Unit is null && Container is null;

    /// <summary>The container's image.</summary>
    public string? Image { get; init; }

    /// <summary>The flags without their dashes, in order; paths are those of the node, not of the container.</summary>
    public IReadOnlyList<NodeSetting> Flags { get; init; } = [];

    /// <summary>The value of a flag, the last one if it stands more than once; null when it is not given.</summary>
    /// <param name="name">The flag without its dashes, <c>client-ca-file</c>.</param>
    public string? Flag(string name) => Flags.LastOrDefault(flag => flag.Name == name)?.Value;

    /// <summary>The program's name.</summary>
    public override string ToString() => Name;
}
