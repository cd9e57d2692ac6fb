using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace KubePkiPS.Help;

/// <summary>The doc comments of an assembly, as the compiler wrote them down.</summary>
internal sealed partial class DocComments(XDocument document)
{
    private readonly Dictionary<string, XElement> _members = document.Descendants("member")
        .ToDictionary(member => (string)member.Attribute("name")!);

    /// <summary>The paragraphs of a class's summary; the first is the synopsis.</summary>
    /// <exception cref="InvalidOperationException">There is none: a cmdlet without help must not be built.</exception>
    public IReadOnlyList<string> OfType(string type)
    {
        var summary = _members.GetValueOrDefault("T:" + type)?.Element("summary")
            ?? throw new InvalidOperationException($"{type} has no summary.");
        var paragraphs = summary.Elements("para").Select(Text).ToList();
        return paragraphs.Count > 0 ? paragraphs : [Text(summary)];
    }

    /// <summary>What a parameter does: the summary of its property.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public string OfParameter(ParameterMetadata parameter) => parameter switch
    {
        { Owner: "", Name: "WhatIf" } => "Shows what would happen without making changes.",
        { Owner: "", Name: "Confirm" } => "Asks for confirmation before making changes.",
        _ => _members.GetValueOrDefault($"P:{parameter.Owner}.{parameter.Name}")?.Element("summary") is { } summary
            ? Text(summary) : throw new InvalidOperationException($"{parameter.Owner}.{parameter.Name} has no summary."),
    };

    /// <summary>The examples of a class: what is said, and the code.</summary>
    public IEnumerable<(string Remarks, string Code)> Examples(string type) => _members["T:" + type].Elements("example")
        .Select(example => (Text(example.Element("para")!), Code(example.Element("code")!.Value)));

    // A line that is indented deeper than the others goes on with the line before it.
    private static string Code(string text)
    {
        var lines = text.Split('\n');
        var indent = lines.Skip(1).Where(line => line.Trim().Length > 0).Select(IndentOf).DefaultIfEmpty().Min();
        var code = lines[0];
        foreach (var line in lines.Skip(1))
            code += IndentOf(line) > indent ? " " + line.TrimStart() : "\n" + line.TrimStart();
        return code.Trim();
    }

    private static int IndentOf(string line) => line.Length - line.TrimStart().Length;

    private static string Text(XElement element) => Spaces().Replace(element.Value, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
