using System.Text;
using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Files;

namespace KubePki.Node.Reading.Services;

/// <summary>
/// The command line of a unit, put together as systemd does: the unit, its drop-ins, and the environment files that they name. An
/// instance serves one unit.
/// </summary>
internal sealed class UnitReader(NodeFiles files, ICollection<PkiProblem> problems, CancellationToken cancellation)
{
    // Linux takes no longer command line (ARG_MAX).
    private const int MaxCommandLength = 2 * 1024 * 1024;

    private static readonly string[] Shells = ["sh", "bash", "dash", "ash"];

    private readonly HashSet<string> _environmentFiles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Text, string Path, int Line)> _environment = new(StringComparer.Ordinal);
    private (string Text, string Path, int Line) _command;

    /// <summary>The environment that the unit gives.</summary>
    public IReadOnlyDictionary<string, (string Text, string Path, int Line)> Environment => _environment;

    /// <summary>The file that holds the command; null when none was found.</summary>
    public string? Path => _command.Path;

    /// <summary>The words of what a unit starts; null when there is no such unit, or it starts nothing.</summary>
    /// <param name="unit">The unit's name.</param>
    public List<(string Word, string Path, int Line)>? Read(string unit)
    {
        // A unit of the administrator's stands for the package's; drop-ins come on top of either.
        var fragment = KubeletFiles.UnitDirectories.Select(directory => $"{directory}/{unit}").LastOrDefault(path => files.At(path).Exists);
        if (fragment is not null)
            ReadUnit(fragment);
        var dropIns = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var directory in KubeletFiles.UnitDirectories)
        {
            foreach (var name in NodeDirectory.List(files, $"{directory}/{unit}.d", problems))
            {
                if (name.Name.EndsWith(".conf", StringComparison.Ordinal))
                    dropIns[name.Name] = $"{directory}/{unit}.d/{name.Name}";
            }
        }
        foreach (var path in dropIns.Values)
            ReadUnit(path);
        return _command.Text is null ? null : Expand(_command);
    }

    /// <summary>Reads a file of assignments into the environment.</summary>
    public void ReadEnvironmentFile(string path)
    {
        if (!_environmentFiles.Add(path))
            return;
        foreach (var (text, line) in Lines(path))
        {
            var assignment = text.StartsWith("export ", StringComparison.Ordinal) ? text["export ".Length..] : text;
            if (assignment.Contains('=', StringComparison.Ordinal))
                Assign(string.Join(' ', CommandWords.Split(assignment)), path, line);
        }
    }

    private void ReadUnit(string path)
    {
        foreach (var (text, line) in Lines(path))
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var value = equals < 0 ? "" : text[(equals + 1)..].Trim();
            switch (equals < 0 ? "" : text[..equals].Trim())
            {
                case "ExecStart" when value.Length == 0:
                    _command = default;
                    break;
                case "ExecStart":
                    _command = (value, path, line);
                    break;
                case "Environment":
                    foreach (var assignment in CommandWords.Split(value))
                        Assign(assignment, path, line);
                    break;
                case "EnvironmentFile":
                    ReadEnvironmentFile(value.TrimStart('-'));
                    break;
            }
        }
    }

    private void Assign(string assignment, string path, int line)
    {
        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0)
            _environment[assignment[..equals].Trim()] = (assignment[(equals + 1)..], path, line);
    }

    private List<(string Word, string Path, int Line)> Expand((string Text, string Path, int Line) command)
    {
        var words = new List<(string Word, string Path, int Line)>();
        var length = 0L;
        foreach (var word in Command(command.Text))
        {
            var name = CommandWords.VariableOf(word);
            var value = name is null
                ? command with { Text = CommandWords.Substitute(word, Value, MaxCommandLength) }
                : _environment.GetValueOrDefault(name, command with { Text = "" });
            length += value.Text.Length + 1;
            if (length > MaxCommandLength)
            {
                problems.Add(files.At(command.Path).Problem(PkiProblemId.MalformedConfiguration,
                    "the command line is longer than 2 MiB; its end was not read", command.Line));
                break;
            }
            words.AddRange(name is null ? [value] : CommandWords.Split(value.Text).Select(part => (part, value.Path, value.Line)));
        }
        return words;
    }

    private string? Value(string name) => _environment.TryGetValue(name, out var value) ? value.Text : null;

    // What a shell is given to run is words, too: sh -c "exec kubelet --config ..."; once, for nobody nests them.
    private static List<string> Command(string text)
    {
        // systemd.service: the prefixes of ExecStart.
        var words = CommandWords.Split(text.TrimStart('-', '@', ':', '+', '!', '|'));
        var script = words.IndexOf("-c") + 1;
        return words.Count > 0 && script > 0 && script < words.Count && Shells.Contains(words[0][(words[0].LastIndexOf('/') + 1)..])
            ? CommandWords.Split(words[script]) : words;
    }

    private IEnumerable<(string Text, int Line)> Lines(string path)
    {
        if (!path.StartsWith('/') || files.At(path) is not { Exists: true } file)
            yield break;
        using var bytes = file.Read(cancellation);
        if (bytes.ProblemId is not null && bytes.ProblemId != PkiProblemId.EmptyFile)
            problems.Add(file.Problem(bytes.ProblemId, bytes.Reason!));
        using var lines = new StringReader(Encoding.UTF8.GetString(bytes.Span));
        var joined = new StringBuilder();
        for (var number = 1; lines.ReadLine() is { } line; number++)
        {
            line = line.Trim();
            if (line is ['#' or ';', ..])
                continue;
            if (line.EndsWith('\\'))
            {
                joined.Append(line.AsSpan(0, line.Length - 1)).Append(' ');
                continue;
            }
            var text = joined.Append(line).ToString().Trim();
            joined.Clear();
            if (text.Length > 0 && text[0] != '[')
                yield return (text, number);
        }
    }
}
