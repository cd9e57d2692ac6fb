using System.Globalization;
using System.Text;

namespace KubePkiPS.Help;

/// <summary>Writes a page for each cmdlet, and the page that lists them, from what Get-Help shows.</summary>
internal sealed class MarkdownWriter(DocComments comments)
{
    private const string ListName = "README.md";

    /// <summary>The pages, by the names of their files.</summary>
    public IReadOnlyDictionary<string, string> Write(IReadOnlyList<CmdletMetadata> cmdlets)
    {
        var pages = cmdlets.ToDictionary(cmdlet => $"{cmdlet.Name}.md", Page);
        pages.Add(ListName, List(cmdlets));
        return pages;
    }

    private string List(IReadOnlyList<CmdletMetadata> cmdlets)
    {
        var page = new StringBuilder("# Cmdlets\n\nGenerated from the comments in the cmdlet classes, like the output of `Get-Help`.\n\n");
        page.Append("| cmdlet | |\n| --- | --- |\n");
        foreach (var cmdlet in cmdlets)
            page.Append(CultureInfo.InvariantCulture, $"| [{cmdlet.Name}]({cmdlet.Name}.md) | {Cell(comments.OfType(cmdlet.Type)[0])} |\n");
        return page.ToString();
    }

    private string Page(CmdletMetadata cmdlet)
    {
        var page = new StringBuilder($"# {cmdlet.Name}\n");
        foreach (var paragraph in comments.OfType(cmdlet.Type))
            page.Append(CultureInfo.InvariantCulture, $"\n{Plain(paragraph)}\n");
        page.Append("\n## Syntax\n\n```text\n");
        foreach (var set in cmdlet.Sets)
            page.Append(Syntax(cmdlet, set)).Append('\n');
        page.Append("```\n\n## Examples\n");
        foreach (var (remarks, code) in comments.Examples(cmdlet.Type))
            page.Append(CultureInfo.InvariantCulture, $"\n{Plain(remarks)}\n\n```powershell\n{code.ReplaceLineEndings("\n")}\n```\n");
        page.Append("\n## Parameters\n");
        foreach (var parameter in cmdlet.Parameters)
            Append(page, parameter);
        page.Append("\n## Output\n\n").Append(cmdlet.OutputTypes.Count == 0 ? "None.\n" : "");
        foreach (var type in cmdlet.OutputTypes.Distinct())
            page.Append(CultureInfo.InvariantCulture, $"- `{type}`\n");
        return page.Append(CultureInfo.InvariantCulture, $"\n[All cmdlets]({ListName})\n").ToString();
    }

    private static string Syntax(CmdletMetadata cmdlet, string set) => string.Join(' ', cmdlet.ParametersOf(set).Select(item =>
    {
        var name = item.Part.Position is null ? $"-{item.Parameter.Name}" : $"[-{item.Parameter.Name}]";
        var text = item.Parameter.IsSwitch ? name : $"{name} <{item.Parameter.Type}>";
        return item.Part.Mandatory ? text : $"[{text}]";
    }).Prepend(cmdlet.Name));

    private void Append(StringBuilder page, ParameterMetadata parameter)
    {
        var part = parameter.Sets.Values.First();
        string[] facts =
        [
            $"`{parameter.Type}`",
            .. parameter.Aliases.Count == 0 ? [] : (string[])[$"aliases {string.Join(", ", parameter.Aliases)}"],
            .. part.Position is null ? [] : (string[])[$"position {part.PositionText}"],
            .. part.Mandatory ? (string[])["mandatory"] : [],
            .. part.FromPipeline || part.FromPipelineByName ? (string[])[$"pipeline: {part.PipelineText}"] : [],
            .. parameter.Wildcards ? (string[])["wildcards"] : [],
        ];
        page.Append(CultureInfo.InvariantCulture, $"\n### -{parameter.Name}\n\n{string.Join("; ", facts)}\n\n");
        page.Append(Plain(comments.OfParameter(parameter))).Append('\n');
    }

    // What Markdown would take for its own.
    private static string Plain(string text) =>
        text.Replace("<", "&lt;", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal);

    private static string Cell(string text) => Plain(text).Replace("|", "\\|", StringComparison.Ordinal);
}
