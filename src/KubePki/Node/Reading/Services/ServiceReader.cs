using System.Text;
using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Files;

namespace KubePki.Node.Reading.Services;

/// <summary>
/// Finds what a node runs that is no static pod: units of systemd, the argument files of snaps, and containers that a tool has started.
/// </summary>
internal sealed class ServiceReader(NodeFiles files, ICollection<PkiProblem> problems, CancellationToken cancellation)
{
    // A server has some hundred units.
    private const int MaxUnits = 2000;
    private const string Service = ".service";

    /// <summary>The command lines, one for each program: the first place that runs it counts.</summary>
    public IReadOnlyList<ServiceCommand> Read()
    {
        var units = Units();
        List<ServiceCommand> found =
        [
            .. units.Where(IsHinted).Select(ReadUnit).OfType<ServiceCommand>(),
            .. ArgumentFiles.All.SelectMany(ReadArguments),
        ];
        found.AddRange(new ContainerReader(files, problems, cancellation).Read());
        if (found.Count == 0)
            found.AddRange(units.Where(unit => !IsHinted(unit)).Select(ReadUnit).OfType<ServiceCommand>());
        if (!found.Exists(command => command.Component == EtcdFiles.Component))
            found.AddRange(EtcdFiles.EnvironmentFiles.Select(ReadEtcd).OfType<ServiceCommand>().Take(1));
        return [.. found.DistinctBy(command => command.Component)];
    }

    private List<string> Units()
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var directory in KubeletFiles.UnitDirectories)
        {
            names.UnionWith(NodeDirectory.List(files, directory, problems).Select(name => name.Name)
                .Where(name => name.EndsWith(Service, StringComparison.Ordinal)));
            // Of a copied tree there may be the drop-ins alone.
            names.UnionWith(NodeDirectory.ListDirectories(files, directory)
                .Where(name => name.EndsWith(Service + ".d", StringComparison.Ordinal)).Select(name => name[..^2]));
        }
        return [.. names.Take(MaxUnits)];
    }

    private static bool IsHinted(string unit) =>
        ComponentPrograms.UnitHints.Any(hint => unit.Contains(hint, StringComparison.OrdinalIgnoreCase));

    private ServiceCommand? ReadUnit(string unit)
    {
        cancellation.ThrowIfCancellationRequested();
        var reader = new UnitReader(files, problems, cancellation);
        if (reader.Read(unit) is not { } words)
            return null;
        // A unit of kubelet's name runs it, whatever script it starts.
        var program = ComponentPrograms.Find(words.ConvertAll(word => word.Word))
            ?? (unit == KubeletFiles.Unit ? (KubeletFiles.Component, 0) : null);
        return program is not var (component, at) ? null : new ServiceCommand(component, reader.Path!, words[at..])
        {
            Unit = unit,
            Environment = reader.Environment,
        };
    }

    private IEnumerable<ServiceCommand> ReadArguments(ArgumentFiles row)
    {
        foreach (var name in NodeDirectory.List(files, row.Directory, problems))
        {
            if (ComponentPrograms.Find([name.Name]) is not var (component, _))
                continue;
            var file = files.In(row.Directory, name);
            var words = new List<(string Word, string Path, int Line)> { (component, file.NodePath, 0) };
            words.AddRange(WordsOf(file, row.Variables));
            yield return new ServiceCommand(component, file.NodePath, words) { Unit = row.UnitOf(component) };
        }
    }

    private IEnumerable<(string Word, string Path, int Line)> WordsOf(NodeFile file, IReadOnlyDictionary<string, string> variables)
    {
        using var bytes = file.Read(cancellation);
        if (bytes.ProblemId is not null && bytes.ProblemId != PkiProblemId.EmptyFile)
            problems.Add(file.Problem(bytes.ProblemId, bytes.Reason!));
        var text = Encoding.UTF8.GetString(bytes.Span);
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (line.TrimStart() is [] or ['#', ..])
                continue;
            foreach (var word in CommandWords.Split(line))
                yield return (CommandWords.Substitute(word, variables.GetValueOrDefault, word.Length + 4096), file.NodePath, number);
        }
    }

    // Where a container runs it, or the unit was not copied, its variables say all.
    private ServiceCommand? ReadEtcd(string path)
    {
        var reader = new UnitReader(files, problems, cancellation);
        reader.ReadEnvironmentFile(path);
        return reader.Environment.Keys.Any(name => name.StartsWith(EtcdFiles.VariablePrefix, StringComparison.Ordinal))
            ? new ServiceCommand(EtcdFiles.Component, path, []) { Unit = EtcdFiles.Component + Service, Environment = reader.Environment }
            : null;
    }
}
