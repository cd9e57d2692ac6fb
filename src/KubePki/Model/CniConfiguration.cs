namespace KubePki.Model;

/// <summary>A network configuration of <c>/etc/cni/net.d</c>. The runtime takes the first valid one in the order of names.</summary>
public sealed record CniConfiguration
{
    /// <summary>The network's name in the file.</summary>
    public required string Name { get; init; }

    /// <summary>The file, as a path of the machine that reads it.</summary>
    public required string Path { get; init; }

    /// <summary>The file, as a path of the node.</summary>
    public required string NodePath { get; init; }

    /// <summary>The types of its plugins, in order.</summary>
    public TextList Plugins { get; init; } = TextList.Empty;

    /// <summary>The type of the first plugin, which makes the network; null when none has a type.</summary>
    public string? Plugin => Plugins.Count > 0 ? Plugins[0] : null;

    /// <summary>The kubeconfigs that its plugins name, as paths of the node.</summary>
    public TextList Kubeconfigs { get; init; } = TextList.Empty;

    /// <summary>The network's name and its plugins.</summary>
    public override string ToString() => $"{Name} ({Plugins})";
}
