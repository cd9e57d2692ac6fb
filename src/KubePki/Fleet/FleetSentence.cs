using System.Globalization;
using System.Text.RegularExpressions;

namespace KubePki.Fleet;

/// <summary>A sentence about one node, with what differs from node to node taken out of it: dates, amounts, names, paths.</summary>
internal sealed partial class FleetSentence
{
    private const char Name = '\u0001', Date = '\u0002', Span = '\u0003', Number = '\u0004';

    private readonly List<string> _values = [];

    // What is left of it, with a mark for each value.
    private readonly string _shape;

    /// <summary>Takes a sentence apart.</summary>
    /// <param name="text">The sentence.</param>
    /// <param name="own">What only this node is called.</param>
    public FleetSentence(string text, IReadOnlySet<string> own)
    {
        Text = text;
        _shape = Word().Replace(text, match => Take(match, own));
    }

    /// <summary>The sentence as it was.</summary>
    public string Text { get; }

    /// <summary>What sentences of one kind have in common, however many names they list.</summary>
    public string Kind => List().Replace(_shape, "${first}");

    /// <summary>One sentence for all: that of most, with amounts as a range, and of names what they have in common.</summary>
    /// <param name="sentences">Sentences of one kind.</param>
    public static string Common(IReadOnlyList<FleetSentence> sentences)
    {
        var shapes = sentences.GroupBy(sentence => sentence._shape).ToList();
        var most = shapes.MaxBy(shape => shape.Count())!.ToList();
        var place = 0;
        var text = Mark().Replace(most[0]._shape, mark =>
        {
            var at = place++;
            return Range(mark.Value[0], [.. most.Select(sentence => sentence._values[at]).Distinct(StringComparer.Ordinal)]);
        });
        return shapes.Count == 1 ? text : $"{text} What is listed differs: see the proof.";
    }

    private string Take(Match match, IReadOnlySet<string> own)
    {
        if (!match.Groups["word"].Success)
        {
            _values.Add(match.Value);
            return (match.Groups["date"].Success ? Date : match.Groups["span"].Success ? Span : Number).ToString();
        }
        var word = match.Value.TrimEnd('.', ':', '?', '!');
        if (word.Length == 0 || !(word.Any(char.IsAsciiDigit) || word.AsSpan().IndexOfAny("./:\\") >= 0 || own.Contains(word)))
            return match.Value;
        _values.Add(word);
        return Name + match.Value[word.Length..];
    }

    private static string Range(char kind, List<string> values)
    {
        if (values.Count == 1)
            return values[0];
        return kind switch
        {
            Date => $"{values.Min(StringComparer.Ordinal)} (the first) to {values.Max(StringComparer.Ordinal)} (the last)",
            Span => SpanRange([.. values.OrderBy(Length)]),
            Number => string.Join(" to ", new[] { values.MinBy(Amount), values.MaxBy(Amount) }),
            _ => Shared(values) ?? $"{values[0]} and others",
        };
    }

    // What texts have in common, with an ellipsis where they differ; null when that is less than half of them.
    private static string? Shared(List<string> texts)
    {
        var shortest = texts.Min(text => text.Length);
        var start = Enumerable.Range(0, shortest).TakeWhile(i => texts.All(text => text[i] == texts[0][i])).Count();
        var end = Enumerable.Range(1, shortest - start).TakeWhile(i => texts.All(text => text[^i] == texts[0][^i])).Count();
        return 2 * (start + end) < texts.Max(text => text.Length) ? null : $"{texts[0][..start]}…{texts[0][^end..]}";
    }

    // "3 to 1734 days", and "17 h 35 min to 400 days".
    private static string SpanRange(List<string> spans) =>
        spans[0].Split(' ') is [var first, var unit] && spans[^1].Split(' ') is [_, var other] && unit == other
            ? $"{first} to {spans[^1]}" : $"{spans[0]} to {spans[^1]}";

    private static double Length(string span)
    {
        var words = span.Split(' ');
        return Enumerable.Range(0, words.Length / 2).Sum(i => Amount(words[2 * i])
            * words[(2 * i) + 1] switch { "s" => 1, "min" => 60, "h" => 3600, _ => 86400 });
    }

    private static double Amount(string number) => double.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex("""
        (?<![^\s,;()"'])(?:(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?)(?![\w-])
        |(?<span>[0-9]+\ (?:s|min|h|days)\b(?:\ [0-9]+\ min\b)?)|(?<number>[0-9]+)(?=[.,:;)"']*(?:\s|$))|(?<word>[^\s,;()"']+))
        """, RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex("[\u0001-\u0004]", RegexOptions.CultureInvariant)]
    private static partial Regex Mark();

    [GeneratedRegex("(?<first>[\u0001-\u0004])(?:(?:, and |, | and )\\k<first>)+", RegexOptions.ExplicitCapture
        | RegexOptions.CultureInvariant)]
    private static partial Regex List();
}
