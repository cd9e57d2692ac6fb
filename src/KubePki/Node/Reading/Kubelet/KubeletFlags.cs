using System.Text;
using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Files;

namespace KubePki.Node.Reading.Kubelet;

/// <summary>
/// The command line of kubelet, put together as systemd does: the unit, its drop-ins, and the environment files that they name. Without a
/// unit (an image, a copied tree) kubeadm's own files and defaults stand in.
/// </summary>
internal sealed class KubeletFlags(NodeFiles files, ICollection<PkiProblem> problems, CancellationToken cancellation)
{
    // Linux takes no longer command line (ARG_MAX).
    private const int MaxCommandLength = 2 * 1024 * 1024;

    private readonly HashSet<string> _environmentFiles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Text, string Path, int Line)> _environment = new(StringComparer.Ordinal);
    private (string Text, string Path, int Line) _command;

    /// <summary>The flags, in order.</summary>
    public List<NodeSetting> Read()
    {
        foreach (var directory in KubeletFiles.UnitDirectories)
            ReadUnit($"{directory}/{KubeletFiles.Unit}");
        foreach (var directory in KubeletFiles.UnitDirectories)
        {
            foreach (var name in NodeDirectory.List(files, $"{directory}/{KubeletFiles.Unit}.d", problems))
            {
                if (name.Name.EndsWith(".conf", StringComparison.Ordinal))
                    ReadUnit($"{directory}/{KubeletFiles.Unit}.d/{name.Name}");
            }
        }
        if (_command.Text is not null)
            return CommandLineFlags.Read(Expand(_command));
        foreach (var file in KubeletFiles.EnvironmentFiles)
            ReadEnvironmentFile(file);
        return CommandLineFlags.Read(
            _environment.Values.SelectMany(value => Words(value.Text).Select(word => (word, value.Path, value.Line))).ToList());
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
                    foreach (var assignment in Words(value))
                        Assign(assignment, path, line);
                    break;
                case "EnvironmentFile":
                    ReadEnvironmentFile(value.TrimStart('-'));
                    break;
            }
        }
    }

    private void ReadEnvironmentFile(string path)
    {
        if (!_environmentFiles.Add(path))
            return;
        foreach (var (text, line) in Lines(path))
        {
            if (text.Contains('=', StringComparison.Ordinal))
                Assign(string.Join(' ', Words(text)), path, line);
        }
    }

    private void Assign(string assignment, string path, int line)
    {
        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0)
            _environment[assignment[..equals]] = (assignment[(equals + 1)..], path, line);
    }

    // systemd splits $NAME at spaces and leaves ${NAME} whole.
    private List<(string Word, string Path, int Line)> Expand((string Text, string Path, int Line) command)
    {
        var words = new List<(string Word, string Path, int Line)>();
        var length = 0L;
        foreach (var word in Words(command.Text))
        {
            var isVariable = word.StartsWith('$');
            var value = isVariable
                ? _environment.GetValueOrDefault(word[1..].Trim('{', '}'), command with { Text = "" })
                : command with { Text = word };
            length += value.Text.Length + 1;
            if (length > MaxCommandLength)
            {
                var file = files.At(command.Path);
                problems.Add(file.Problem(PkiProblemId.MalformedConfiguration,
                    "the command line is longer than 2 MiB; its end was not read", command.Line));
                break;
            }
            words.AddRange(isVariable ? Words(value.Text).Select(part => (part, value.Path, value.Line)) : [value]);
        }
        return words;
    }

    private IEnumerable<(string Text, int Line)> Lines(string path)
    {
        if (!path.StartsWith('/') || files.At(path) is not { Exists: true } file)
            yield break;
        using var bytes = file.Read(cancellation);
        if (bytes.ProblemId is not null)
            problems.Add(file.Problem(bytes.ProblemId, bytes.Reason!));
        using var lines = new StringReader(Encoding.UTF8.GetString(bytes.Span));
        var joined = new StringBuilder();
        for (var number = 1; lines.ReadLine() is { } line; number++)
        {
            line = line.Trim();
            if (line.EndsWith('\\'))
            {
                joined.Append(line.AsSpan(0, line.Length - 1)).Append(' ');
                continue;
            }
            var text = joined.Append(line).ToString().Trim();
            joined.Clear();
            if (text.Length > 0 && text[0] is not ('#' or ';' or '['))
                yield return (text, number);
        }
    }

    /// <summary>Words at spaces, quotes taken off.</summary>
    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quote = '\0';
        var started = false;
        foreach (var c in text)
        {
            if (quote != '\0' ? c == quote : c is '"' or '\'')
            {
                quote = quote == '\0' ? c : '\0';
                started = true;
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (started)
                    words.Add(word.ToString());
                word.Clear();
                started = false;
            }
            else
            {
                word.Append(c);
                started = true;
            }
        }
        if (started)
            words.Add(word.ToString());
        return words;
    }
}
