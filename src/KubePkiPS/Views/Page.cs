using System.Management.Automation.Host;
using KubePki.Reports;

namespace KubePkiPS.Views;

/// <summary>Reports of several lines: in many cultures PowerShell breaks them in the middle of words.</summary>
public static class Page
{
    /// <summary>A report whose long lines go on below, as far to the right as they began.</summary>
    /// <param name="host">Knows the width of the terminal.</param>
    /// <param name="text">The report.</param>
    public static string Fit(PSHost? host, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var width = Terminal.WidthOf(host) - 1;
        return string.Join('\n', text.Split('\n').SelectMany(line => Lines(line, width)));
    }

    private static IEnumerable<string> Lines(string line, int width)
    {
        var words = line.TrimStart(' ');
        var indent = line[..^words.Length];
        return WordWrap.Lines(words, width - indent.Length).Select(part => indent + part);
    }
}
