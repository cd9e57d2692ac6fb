using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Files;
using KubePki.Yaml;

namespace KubePki.Node.Reading;

/// <summary>Reads CNI configurations (the formats of containernetworking/cni, SPEC.md).</summary>
internal static class CniReader
{
    // A node has one network, some have a dozen files; each names a kubeconfig or two. Network plugins write here.
    internal const int MaxFiles = 1000;

    private const int MaxKubeconfigs = 100;
    private const int MaxPlugins = 1000;

    // Real ones have a few kilobytes; what a parser makes of one takes many times its size.
    private const int MaxSize = 4 * 1024 * 1024;
    private const int MaxTotal = 2 * MaxSize;

    public static List<CniConfiguration> Read(NodeFiles files, ICollection<PkiProblem> problems, CancellationToken cancellation)
    {
        var networks = new List<CniConfiguration>();
        var names = NodeDirectory.List(files, PkiLayouts.Cni, problems)
            .FindAll(name => Path.GetExtension(name.Name) is ".conf" or ".conflist" or ".json");
        if (names.Count > MaxFiles)
        {
            problems.Add(files.Resolve(PkiLayouts.Cni).Problem(PkiProblemId.FileTooLarge,
                $"there are more than {MaxFiles} networks; the rest was skipped"));
        }
        var left = MaxTotal;
        foreach (var name in names.Take(MaxFiles))
        {
            var file = files.In(PkiLayouts.Cni, name);
            if (left <= 0)
            {
                problems.Add(file.Problem(PkiProblemId.FileTooLarge,
                    "the networks have more than 8 MiB together; this one and the rest were skipped"));
                break;
            }
            if (!file.Exists)
                continue;
            using var bytes = file.Read(cancellation, MaxSize);
            left -= bytes.Span.Length;
            if (bytes.ProblemId is not null)
                problems.Add(file.Problem(bytes.ProblemId, bytes.Reason!));
            // A part of one is none.
            else if (YamlFile.Parse(file, bytes.Span, problems, cancellation)?.Root is { } root)
                networks.Add(ReadNetwork(file, root, problems));
        }
        return networks;
    }

    private static CniConfiguration ReadNetwork(NodeFile file, YamlNode root, ICollection<PkiProblem> problems)
    {
        // A .conf is one plugin, a .conflist a list of them.
        var plugins = root.Items("plugins") is { Count: > 0 } list ? list : [root];
        if (plugins.Count > MaxPlugins)
        {
            problems.Add(file.Problem(PkiProblemId.FileTooLarge, $"it has more than {MaxPlugins} plugins; the rest was skipped"));
            plugins = [.. plugins.Take(MaxPlugins)];
        }
        var types = plugins.Select(plugin => plugin.Text("type")).OfType<string>().ToList();
        if (types.Count == 0)
            problems.Add(file.Problem(PkiProblemId.MalformedConfiguration, "none of its plugins has a type"));
        var kubeconfigs = plugins.Append(root)
            .SelectMany(plugin => (string?[])[plugin.Text("kubernetes", "kubeconfig"), plugin.Text("kubeconfig")])
            .Where(path => !string.IsNullOrEmpty(path)).Select(path => NodePaths.Absolute(path!)).Distinct()
            .Take(MaxKubeconfigs + 1).ToList();
        if (kubeconfigs.Count > MaxKubeconfigs)
            problems.Add(file.Problem(PkiProblemId.FileTooLarge,
                $"it refers to more than {MaxKubeconfigs} kubeconfigs; the rest was skipped"));
        return new CniConfiguration
        {
            Name = root.Text("name") ?? Path.GetFileNameWithoutExtension(file.NodePath),
            Path = file.Path,
            NodePath = file.NodePath,
            Plugins = TextList.From(types),
            Kubeconfigs = TextList.From(kubeconfigs.Take(MaxKubeconfigs)),
        };
    }
}
