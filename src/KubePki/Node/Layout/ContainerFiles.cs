namespace KubePki.Node.Layout;

/// <summary>Where Docker keeps what its containers run (moby, container/container.go). RKE1 runs the whole control plane in it.</summary>
internal static class ContainerFiles
{
    /// <summary>The directory with a directory for each container.</summary>
    public const string Directory = "/var/lib/docker/containers";

    /// <summary>The file of a container that tells its command.</summary>
    public const string Configuration = "config.v2.json";
}
