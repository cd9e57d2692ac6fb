using System.Text;
using System.Text.RegularExpressions;
using KubePki.Node.Layout;

namespace KubePki.Node.Snapshots;

/// <summary>
/// A unit of systemd, a file of variables or of arguments, line by line: commands and what looks like their arguments is shown without its
/// secrets, all else is hidden, and comments go.
/// </summary>
internal sealed partial class PublicLines(Disguise disguise)
{
    private static readonly string[] Shown = ["ExecStart", "EnvironmentFile"];

    private readonly SecretWords _words = new(disguise);

    /// <summary>Whether a text is made of such lines.</summary>
    public static bool Are(string text) => text.Split('\n').Select(line => line.Trim())
        .All(line => line.Length == 0 || IsContinued(line) || Line().IsMatch(line));

    /// <summary>The public lines.</summary>
    public string Of(string text)
    {
        var result = new StringBuilder(text.Length);
        var isOfCommand = false;
        var isContinued = false;
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.Trim();
            var end = raw.EndsWith('\r') ? "\r\n" : "\n";
            isOfCommand = isContinued ? isOfCommand : IsOfCommand(line);
            result.Append(isContinued ? (isOfCommand ? _words.Hide(line) : Hidden(line)) : Whole(line)).Append(end);
            isContinued = IsContinued(line);
        }
        result.Length -= result[^2] == '\r' ? 2 : 1;
        return result.ToString();
    }

    /// <summary>An assignment to a variable, its value hidden unless it is a command's argument.</summary>
    public string Assignment(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
            return disguise.Of(text);
        var (name, value) = (text[..equals], text[(equals + 1)..]);
        return $"{name}={(IsShown(name.Split(' ')[^1].Trim(), value) ? _words.Hide(value) : Hidden(value))}";
    }

    private string Whole(string line)
    {
        if (line.Length == 0 || line is ['#' or ';', ..])
            return "";
        if (line[0] == '[' || line[0] == '-')
            return _words.Hide(line);
        var equals = line.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
            return Hidden(line);
        var key = line[..equals].Trim();
        if (Shown.Contains(key))
            return _words.Hide(line);
        return key == "Environment" ? $"Environment={OfEnvironment(line[(equals + 1)..].Trim())}" : Assignment(line);
    }

    // Several assignments, each in quotes or without blanks.
    private string OfEnvironment(string value) => Quoted().Replace(value, match =>
    {
        var quote = match.Value[0] is '"' or '\'' ? match.Value[..1] : "";
        return quote + Assignment(match.Value.Trim('"', '\'')) + quote;
    });

    private static bool IsOfCommand(string line)
    {
        var equals = line.IndexOf('=', StringComparison.Ordinal);
        return line.StartsWith('-') || (equals > 0
            && (Shown.Contains(line[..equals].Trim()) || IsShown(line[..equals].Split(' ')[^1].Trim(), line[(equals + 1)..])));
    }

    // Other directives of a unit have names in small letters.
    private static bool IsShown(string name, string value) => !SecretWords.IsSecretName(name) && !name.Any(char.IsAsciiLetterLower)
        && (name.StartsWith(EtcdFiles.VariablePrefix, StringComparison.Ordinal) || value.TrimStart('"', '\'', ' ') is ['-' or '/', ..]);

    private string Hidden(string text)
    {
        var isContinued = IsContinued(text);
        var value = isContinued ? text[..^1].TrimEnd() : text;
        return (value.Length == 0 ? "" : disguise.Of(value)) + (isContinued ? " \\" : "");
    }

    private static bool IsContinued(string line) => line.EndsWith('\\');

    [GeneratedRegex(@"^(?:[#;].*|\[[A-Za-z0-9 ]+\]|(?:export )?[A-Za-z_][A-Za-z0-9_.-]* ?=.*|--?[A-Za-z].*)$",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Line();

    [GeneratedRegex("\"[^\"]*\"|'[^']*'|\\S+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Quoted();
}
