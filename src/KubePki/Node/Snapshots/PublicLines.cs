using System.Text;
using System.Text.RegularExpressions;
using KubePki.Node.Reading.Services;

namespace KubePki.Node.Snapshots;

/// <summary>
/// A unit of systemd, a file of variables or of arguments: commands with their public words, everything else hidden; comments go. What
/// stood on several lines stands on the last of them, where it ended.
/// </summary>
internal sealed partial class PublicLines(Disguise disguise)
{
    // systemd.service: the prefixes of ExecStart.
    private const string Prefixes = "-@:+!|";

    private readonly PublicWords _words = new(disguise);

    /// <summary>Whether a text is made of such lines.</summary>
    public static bool Are(string text)
    {
        var isContinued = false;
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.Trim();
            if (line.Length > 0 && !isContinued && !Line().IsMatch(line))
                return false;
            isContinued = line.EndsWith('\\');
        }
        return true;
    }

    /// <summary>The public lines.</summary>
    public string Of(string text)
    {
        var result = new StringBuilder(text.Length);
        var joined = new StringBuilder();
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.Trim();
            if (line.EndsWith('\\'))
            {
                joined.Append(line.AsSpan(0, line.Length - 1)).Append(' ');
                result.Append('\n');
                continue;
            }
            result.Append(Whole(joined.Append(line).ToString().Trim())).Append('\n');
            joined.Clear();
        }
        result.Append(Whole(joined.ToString().Trim()));
        result.Length = result[^1] == '\n' ? result.Length - 1 : result.Length;
        return result.ToString();
    }

    private string Whole(string line)
    {
        if (line.Length == 0 || line is ['#' or ';', ..])
            return "";
        if (Section().IsMatch(line))
            return line;
        if (line[0] == '-')
            return Join(_words.Of(CommandWords.Split(line)));
        var assignment = line.StartsWith("export ", StringComparison.Ordinal) ? line["export ".Length..].TrimStart() : line;
        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
        var value = equals < 0 ? "" : assignment[(equals + 1)..].Trim();
        return (equals < 0 ? "" : assignment[..equals].Trim()) switch
        {
            "" => Hidden(line),
            "ExecStart" => $"ExecStart={Command(value)}",
            "Environment" => $"Environment={Join(CommandWords.Split(value).Select(_words.Assignment))}",
            "EnvironmentFile" => $"EnvironmentFile={(PublicValue.IsPath(value.TrimStart('-')) ? value : disguise.Of(value))}",
            var name when !PublicWords.IsVariable(name) => Hidden(line),
            var name => Quoted(_words.Assignment($"{name}={string.Join(' ', CommandWords.Split(value))}")),
        };
    }

    // What is hidden is still a line of its kind.
    private string Hidden(string line) => $"Hidden={disguise.Of(line)}";

    private string Command(string value)
    {
        var start = value.Length - value.TrimStart(Prefixes.ToCharArray()).Length;
        return value[..start] + Join(_words.Of(CommandWords.Split(value[start..])));
    }

    private static string Join(IEnumerable<string> words) => string.Join(' ', words.Select(word =>
        word.Length == 0 || word.Any(char.IsWhiteSpace) ? $"\"{word}\"" : word));

    private static string Quoted(string assignment)
    {
        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
        return assignment.Any(char.IsWhiteSpace) ? $"{assignment[..(equals + 1)]}\"{assignment[(equals + 1)..]}\"" : assignment;
    }

    [GeneratedRegex(@"^(?:[#;].*|\[[A-Za-z0-9 ]+\]|(?:export )?[A-Za-z_][A-Za-z0-9_.-]* ?=.*|--?[A-Za-z].*)$",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Line();

    [GeneratedRegex(@"^\[[A-Za-z0-9 ]{1,40}\]$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Section();
}
