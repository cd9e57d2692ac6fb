using System.Management.Automation.Host;
using KubePki.Model;
using KubePki.Reports;

namespace KubePkiPS.Views;

/// <summary>Values of the lists, broken between words: PowerShell breaks them anywhere.</summary>
public static class ListValue
{
    /// <summary>A value.</summary>
    /// <param name="host">Knows the width of the terminal.</param>
    /// <param name="value">The value.</param>
    /// <param name="indent">How much room the names of the list take.</param>
    public static object? Show(PSHost? host, object? value, int indent) =>
        Printable.Show(value) is var shown && shown is string text ? Wrapped(host, text, indent) : shown;

    /// <summary>The items of a list, each on lines of its own.</summary>
    /// <param name="host">Knows the width of the terminal.</param>
    /// <param name="values">The items.</param>
    /// <param name="indent">How much room the names of the list take.</param>
    public static string Lines(PSHost? host, IEnumerable<object>? values, int indent) =>
        string.Join('\n', Printable.Lines(values).Split('\n').Select(line => Wrapped(host, line, indent)));

    private static string Wrapped(PSHost? host, string text, int indent) =>
        string.Join('\n', WordWrap.Lines(text, Terminal.WidthOf(host) - indent - 1));
}
