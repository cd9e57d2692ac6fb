using System.Text;
using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Files;
using KubePki.Yaml;

namespace KubePki.Node.Reading.Services;

/// <summary>Reads the containers of Docker that run a program of the node.</summary>
internal sealed class ContainerReader(NodeFiles files, ICollection<PkiProblem> problems, CancellationToken cancellation)
{
    // A node runs a hundred pods, and keeps some dead containers of each.
    private const int MaxContainers = 2000;
    private const int MaxSize = 1024 * 1024;

    // Those of pods have long names, which kubelet gives: they are static pods, or none of the node's.
    private const string OfPods = "k8s_";

    private static readonly byte[][] Hints =
        [.. ComponentFlags.Components.Append(KubeletFiles.Component).Select(Encoding.UTF8.GetBytes)];

    public IEnumerable<ServiceCommand> Read()
    {
        foreach (var name in NodeDirectory.ListDirectories(files, ContainerFiles.Directory).Take(MaxContainers))
        {
            cancellation.ThrowIfCancellationRequested();
            if (ReadContainer(files.At($"{ContainerFiles.Directory}/{name}/{ContainerFiles.Configuration}")) is { } command)
                yield return command;
        }
    }

    private ServiceCommand? ReadContainer(NodeFile file)
    {
        if (!file.Exists)
            return null;
        using var bytes = file.Read(cancellation);
        if (bytes.ProblemId is not null || bytes.Span.Length > MaxSize || !HasHint(bytes.Span))
            return null;
        var root = YamlFile.Parse(file, bytes.Span, problems, cancellation)?.Root;
        var container = root?.Text("Name")?.TrimStart('/');
        if (root is null || container is null || container.StartsWith(OfPods, StringComparison.Ordinal))
            return null;
        List<(string Word, string Path, int Line)> words =
        [
            (root.Text("Path") ?? "", file.NodePath, 1),
            .. root.Items("Args").OfType<YamlScalar>().Select(word => (word.Value, file.NodePath, word.Line)),
        ];
        return ComponentPrograms.Find(words.ConvertAll(word => word.Word)) is not var (component, at) ? null
            : new ServiceCommand(component, file.NodePath, words[at..])
            {
                Container = container,
                Image = root.Text("Config", "Image"),
                Environment = EnvironmentOf(file, root),
            };
    }

    private static bool HasHint(ReadOnlySpan<byte> text)
    {
        foreach (var hint in Hints)
        {
            if (text.IndexOf(hint) >= 0)
                return true;
        }
        return false;
    }

    private static Dictionary<string, (string Text, string Path, int Line)> EnvironmentOf(NodeFile file, YamlNode root)
    {
        var environment = new Dictionary<string, (string, string, int)>(StringComparer.Ordinal);
        foreach (var item in root.Items("Config", "Env").OfType<YamlScalar>())
        {
            if (item.Value.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
                environment[item.Value[..equals]] = (item.Value[(equals + 1)..], file.NodePath, item.Line);
        }
        return environment;
    }
}
