using System.Management.Automation;
using System.Management.Automation.Host;
using KubePki.Model;
using KubePki.Reports;

namespace KubePkiPS.Views;

/// <summary>Cells of the views: PowerShell breaks text in the middle of a word, so they are given to it in lines that fit.</summary>
public static class TableCell
{
    // What the views for wide terminals need.
    private const int Wide = 120;

    /// <summary>A value in lines that are no longer than a column is wide.</summary>
    /// <param name="value">The value.</param>
    /// <param name="width">The width.</param>
    public static string Fit(object? value, int width) =>
        string.Join('\n', WordWrap.Narrow(Printable.Show(value)?.ToString() ?? "", width));

    /// <summary>A value in one line that is no longer than a column is wide, with an ellipsis for what is cut off.</summary>
    /// <param name="value">The value.</param>
    /// <param name="width">The width.</param>
    public static string Cut(object? value, int width)
    {
        var text = Printable.Show(value)?.ToString() ?? "";
        return text.Length <= width ? text : $"{text[..(width - 1)]}…";
    }

    /// <summary>An object that is shown by the view that fits the terminal.</summary>
    /// <param name="row">The object.</param>
    /// <param name="host">Knows the width.</param>
    /// <param name="isDetailed">Whether it is shown with all that is in it.</param>
    internal static PSObject Shown(object row, PSHost host, bool isDetailed = false)
    {
        var shown = PSObject.AsPSObject(row);
        if (isDetailed)
            shown.TypeNames.Insert(0, $"{row.GetType()}#Detailed");
        else if (Terminal.WidthOf(host) >= Wide)
            shown.TypeNames.Insert(0, $"{row.GetType()}#Wide");
        return shown;
    }
}
