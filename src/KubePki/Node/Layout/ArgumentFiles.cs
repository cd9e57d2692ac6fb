namespace KubePki.Node.Layout;

/// <summary>A directory in which a distribution keeps the arguments of its programs, one file for each, named as the program.</summary>
/// <param name="Directory">The directory.</param>
/// <param name="Unit">The unit of systemd that reads them; null where each program has its own.</param>
/// <param name="UnitOfEach">What stands before the program's name in the name of its own unit.</param>
/// <param name="Variables">What the variables in the arguments stand for.</param>
internal sealed record ArgumentFiles(string Directory, string? Unit, string UnitOfEach, IReadOnlyDictionary<string, string> Variables)
{
    /// <summary>The rows. For snaps see snapcraft.io, "Environment variables".</summary>
    public static IReadOnlyList<ArgumentFiles> All { get; } =
    [
        new("/var/snap/microk8s/current/args", "snap.microk8s.daemon-kubelite.service", "snap.microk8s.daemon-", Snap("microk8s")),
        new("/var/snap/k8s/common/args", null, "snap.k8s.", Snap("k8s")),
    ];

    /// <summary>The unit that runs a program with these arguments.</summary>
    /// <param name="component">The program.</param>
    public string UnitOf(string component) => component != "etcd" && Unit is not null ? Unit : $"{UnitOfEach}{component}.service";

    private static Dictionary<string, string> Snap(string name) => new(StringComparer.Ordinal)
    {
        ["SNAP"] = $"/snap/{name}/current",
        ["SNAP_DATA"] = $"/var/snap/{name}/current",
        ["SNAP_COMMON"] = $"/var/snap/{name}/common",
    };
}
