using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Files;
using KubePki.Yaml;

namespace KubePki.Node.Reading;

/// <summary>Reads static pod manifests: which program of the control plane runs with which flags.</summary>
internal static class ManifestReader
{
    // Programs of the control plane stand alone in their pods; aliases could make a million containers of one.
    private const int MaxContainers = 64;

    /// <summary>The components of a directory of manifests; other pods are passed over.</summary>
    public static List<ControlPlaneComponent> Read(
        NodeFiles files, string directory, ICollection<PkiProblem> problems, CancellationToken cancellation)
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
                if (component.Flag(row.Flag) is not { Length: > 0 } path)
                    continue;
                roles.Add(NodePaths.Absolute(path), row.Role);
                if (row.KeyFlag is not null && component.Flag(row.KeyFlag) is { Length: > 0 } key)
                    roles.AddKey(NodePaths.Absolute(path), NodePaths.Absolute(key));
            }
        }
    }

    private static ControlPlaneComponent? ReadPod(NodeFile file, YamlNode pod)
    {
        var volumes = pod.Items("spec", "volumes").Where(volume => volume.Text("hostPath", "path") is not null)
            .GroupBy(volume => volume.Text("name") ?? "")
            .ToDictionary(group => group.Key, group => group.First().Text("hostPath", "path")!);
        foreach (var container in pod.Items("spec", "containers").Take(MaxContainers))
        {
            var words = container.Items("command").Concat(container.Items("args")).OfType<YamlScalar>().ToList();
            if (ComponentPrograms.Find(words.ConvertAll(word => word.Value)) is not var (name, program)
                || !ComponentFlags.Components.Contains(name))
                continue;
            var mounts = container.Items("volumeMounts").Where(mount => volumes.ContainsKey(mount.Text("name") ?? ""))
                .GroupBy(mount => (mount.Text("mountPath") ?? "").TrimEnd('/'))
                .ToDictionary(group => group.Key, group => volumes[group.First().Text("name") ?? ""].TrimEnd('/'));
            var arguments = words.Skip(program + 1).Select(word => (word.Value, file.NodePath, word.Line)).ToList();
            return new ControlPlaneComponent
            {
                Name = name,
                Path = file.Path,
                NodePath = file.NodePath,
                Image = container.Text("image"),
                Flags = CommandLineFlags.Read(arguments).ConvertAll(flag => flag with { Value = OnNode(flag.Value, mounts) }),
            };
        }
        return null;
    }

    // A path in the container is a path of the node only through a mount; the innermost one counts.
    private static string OnNode(string value, Dictionary<string, string> mounts)
    {
        if (!value.StartsWith('/') || !NodePaths.IsPossible(value))
            return value;
        for (var end = value.Length; end >= 0; end = end == 0 ? -1 : value.LastIndexOf('/', end - 1))
        {
            if (mounts.TryGetValue(value[..end], out var outside))
                return outside + value[end..];
        }
        return value;
    }
}
