using KubePki.Layout;
using KubePki.Model;
using KubePki.Yaml;

namespace KubePki.Reading;

/// <summary>Reads static pod manifests: which program of the control plane runs with which flags.</summary>
internal static class ManifestReader
{
    /// <summary>The components of a directory of manifests; other pods are passed over.</summary>
    public static List<ControlPlaneComponent> Read(NodeFiles files, string directory, ICollection<PkiProblem> problems, CancellationToken cancellation)
    {
        var components = new List<ControlPlaneComponent>();
        foreach (var name in NodeDirectory.List(files, directory, problems))
        {
            // kubelet passes over files that start with a dot, and reads all others.
            if (name.Name.StartsWith('.'))
                continue;
            var file = files.In(directory, name);
            foreach (var pod in YamlFile.Read(file, problems, cancellation)?.Documents ?? [])
            {
                if (pod.Text("kind") == "Pod" && ReadPod(file, pod) is { } component)
                    components.Add(component);
            }
        }
        return components;
    }

    /// <summary>Tells the role map what the flags say.</summary>
    public static void AddRoles(RoleMap roles, IReadOnlyList<ControlPlaneComponent> components)
    {
        foreach (var row in ComponentFlags.All)
        {
            foreach (var component in components.Where(component => component.Name == row.Component))
            {
                if (component.Flag(row.Flag) is not { } path)
                    continue;
                roles.Add(path, row.Role);
                if (row.KeyFlag is not null && component.Flag(row.KeyFlag) is { } key)
                    roles.AddKey(path, key);
            }
        }
    }

    private static ControlPlaneComponent? ReadPod(NodeFile file, YamlNode pod)
    {
        var volumes = pod.Items("spec", "volumes").Where(volume => volume.Text("hostPath", "path") is not null)
            .GroupBy(volume => volume.Text("name") ?? "").ToDictionary(group => group.Key, group => group.First().Text("hostPath", "path")!);
        foreach (var container in pod.Items("spec", "containers"))
        {
            var words = container.Items("command").Concat(container.Items("args")).OfType<YamlScalar>().ToList();
            var program = words.FindIndex(word => ComponentFlags.Components.Contains(word.Value[(word.Value.LastIndexOf('/') + 1)..]));
            if (program < 0)
                continue;
            var mounts = container.Items("volumeMounts").Where(mount => volumes.ContainsKey(mount.Text("name") ?? ""))
                .Select(mount => (Inside: mount.Text("mountPath") ?? "", Outside: volumes[mount.Text("name")!]))
                .OrderByDescending(mount => mount.Inside.Length).ToList();
            var arguments = words.Skip(program + 1).Select(word => (word.Value, file.NodePath, word.Line)).ToList();
            return new ControlPlaneComponent
            {
                Name = words[program].Value[(words[program].Value.LastIndexOf('/') + 1)..],
                Path = file.Path,
                NodePath = file.NodePath,
                Image = container.Text("image"),
                Flags = CommandLineFlags.Read(arguments).ConvertAll(flag => flag with { Value = OnNode(flag.Value, mounts) }),
            };
        }
        return null;
    }

    // A path in the container is a path of the node only through a mount.
    private static string OnNode(string value, List<(string Inside, string Outside)> mounts)
    {
        if (!value.StartsWith('/'))
            return value;
        foreach (var (inside, outside) in mounts)
        {
            if (value == inside || (value.StartsWith(inside, StringComparison.Ordinal) && value[inside.Length] == '/'))
                return outside + value[inside.Length..];
        }
        return value;
    }
}
