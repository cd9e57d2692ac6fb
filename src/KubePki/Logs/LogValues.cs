using System.Text;
using System.Text.RegularExpressions;
using KubePki.Model;

namespace KubePki.Logs;

/// <summary>The values that a line names: addresses, instants, serial numbers, paths.</summary>
internal sealed partial class LogValues
{
    // A value is for people; what is longer is cut.
    private const int Longest = 400;

    // These differ from line to line without making it another trouble.
    private static readonly HashSet<string> Passing = ["now", "node", "kind", "since", "deadline"];

    private readonly List<KeyValuePair<string, string>> _items = [];
    private string? _key;

    public string? this[string name] => name == "witness" ? Witness : _items.Find(item => item.Key == name).Value;

    /// <summary>How it came out, for the message only.</summary>
    public string? Witness { get; set; }

    /// <summary>What tells one trouble from another.</summary>
    public string Key =>
        _key ??= string.Join('\n', _items.Where(item => !Passing.Contains(item.Key)).Select(item => $"{item.Key}={item.Value}"));

    public static LogValues From(Match match)
    {
        var values = new LogValues();
        for (var i = 1; i < match.Groups.Count; i++)
        {
            if (match.Groups[i] is { Success: true, Length: > 0 } group)
                values.Add(group.Name.TrimEnd('1', '2'), group.Value);
        }
        return values;
    }

    public void Add(string name, string value)
    {
        var text = Secrets.Mask(Printable.Text(value.Trim().TrimEnd('(').TrimEnd()));
        // The moment of a look makes no other trouble.
        if (name is "reason" or "text")
            text = CurrentTime().Replace(text, "the time was");
        _key = null;
        if (text.Length > 0)
            _items.Add(new(name, text.Length > Longest ? text[..Longest] + "…" : text));
    }

    /// <summary>A text of the catalogue with the values in place of their names.</summary>
    public string Fill(string template)
    {
        var text = new StringBuilder();
        for (var at = 0; at < template.Length;)
        {
            var open = template.IndexOf('{', at);
            var close = open < 0 ? -1 : template.IndexOf('}', open);
            if (close < 0)
                return text.Append(template, at, template.Length - at).ToString();
            text.Append(template, at, open - at).Append(this[template[(open + 1)..close]] ?? "(unknown)");
            at = close + 1;
        }
        return text.ToString();
    }

    /// <summary>Advice of the catalogue with the values in place of their names.</summary>
    public Advice Advise(string template)
    {
        var advice = Advice.Nothing;
        for (var at = 0; at < template.Length;)
        {
            var open = template.IndexOf('{', at);
            var close = open < 0 ? -1 : template.IndexOf('}', open);
            advice.AppendLiteral(close < 0 ? template[at..] : template[at..open]);
            if (close < 0)
                break;
            if (this[template[(open + 1)..close]] is { } value)
                advice.AppendFormatted(value);
            else
                advice.AppendLiteral("(unknown)");
            at = close + 1;
        }
        return advice;
    }

    public TextList ToList() => TextList.From(_items.Select(item => $"{item.Key}={item.Value}"));

    [GeneratedRegex("current time [0-9][0-9T:.Z+-]+ is", RegexOptions.CultureInvariant)]
    private static partial Regex CurrentTime();
}
