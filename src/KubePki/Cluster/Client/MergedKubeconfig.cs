using System.Text;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Files;
using KubePki.Yaml;

namespace KubePki.Cluster.Client;

/// <summary>
/// Kubeconfigs as client-go merges them (clientcmd, loader.go): of each entry's name, and of the current context, the first file that has
/// it counts, as a whole; paths are relative to the file that names them.
/// </summary>
internal sealed class MergedKubeconfig
{
    private readonly Dictionary<(string List, string Name), KubeconfigEntry> _entries = [];
    private readonly List<string> _read = [];

    private MergedKubeconfig()
    {
    }

    public string? CurrentContext { get; private set; }

    /// <summary>Whether no file says anything.</summary>
    public bool IsEmpty => _entries.Count == 0 && CurrentContext is null;

    /// <summary>The files that were read, for people.</summary>
    public string Files => _read.Count == 0 ? "the kubeconfigs" : string.Join(", ", _read);

    /// <exception cref="ClusterException">A file cannot be read.</exception>
    public static MergedKubeconfig Read(IReadOnlyList<string> paths, bool mustExist, CancellationToken cancellation)
    {
        var merged = new MergedKubeconfig();
        foreach (var path in paths)
        {
            using var bytes = FileBytes.Read(path, cancellation);
            if (bytes.ProblemId is KubePki.Model.PkiProblemId.PathNotFound && !mustExist)
                continue;
            // An empty kubeconfig is a kubeconfig, as for kubectl.
            if (bytes.ProblemId is not (null or KubePki.Model.PkiProblemId.EmptyFile))
                throw new ClusterException(ClusterProblemId.BadKubeconfig, $"{path}: {bytes.Reason}");
            merged._read.Add(path);
            merged.Take(path, Parse(path, bytes.Span, cancellation));
        }
        return merged;
    }

    /// <summary>The names in a list.</summary>
    public IEnumerable<string> NamesIn(string list) => _entries.Keys.Where(key => key.Item1 == list).Select(key => key.Item2);

    /// <summary>The entry of a name; null when no file has it.</summary>
    public KubeconfigEntry? Find(string list, string name) => _entries.GetValueOrDefault((list, name));

    private static YamlNode? Parse(string path, ReadOnlySpan<byte> text, CancellationToken cancellation)
    {
        try
        {
            return YamlText.Parse(StrictUtf8.GetString(text), cancellation).Root;
        }
        catch (DecoderFallbackException e)
        {
            throw new ClusterException(ClusterProblemId.BadKubeconfig, $"{path}:{new LineCounter(text).At(e.Index)}: this is not UTF-8");
        }
        catch (YamlFormatException e)
        {
            throw new ClusterException(ClusterProblemId.BadKubeconfig,
                FormattableString.Invariant($"{path}:{e.Line}: this is not YAML: {e.Reason}"));
        }
    }

    private void Take(string path, YamlNode? root)
    {
        if (root is null or YamlScalar { IsNull: true })
            return;
        var kind = root.Text("kind");
        if (root is not YamlMapping || kind is not (null or "" or "Config"))
            throw new ClusterException(ClusterProblemId.BadKubeconfig,
                kind is null ? $"{path}: this is not a kubeconfig" : $"{path}: this is a {kind}, not a kubeconfig");
        CurrentContext ??= root.Filled("current-context")?.Value;
        foreach (var (list, field) in new[] { ("clusters", "cluster"), ("users", "user"), ("contexts", "context") })
        {
            var own = new HashSet<string>(StringComparer.Ordinal);
            foreach (var item in root.Items(list))
            {
                var name = item.Text("name") ?? "";
                var entry = new KubeconfigEntry(path, name, field, item.At(field), item.Line);
                if (!own.Add(name))
                    throw entry.Error($"{list} has two entries named {name}");
                _entries.TryAdd((list, name), entry);
            }
        }
    }
}
