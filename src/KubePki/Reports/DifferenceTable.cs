using KubePki.Model;

namespace KubePki.Reports;

/// <summary>Differences between two snapshots as a table for people.</summary>
public static class DifferenceTable
{
    /// <summary>The table.</summary>
    /// <param name="differences">The differences, in order.</param>
    public static ReportText Write(IReadOnlyList<PkiDifference> differences)
    {
        ArgumentNullException.ThrowIfNull(differences);
        if (differences.Count == 0)
            return ReportText.Of("There are no differences.\n");
        var table = new TextTable("CHANGE", "NAME", "FILE", "WHAT");
        foreach (var row in differences)
            table.Add(row.Change.ToString(), row.Name, row.NodePath, Sentence(row));
        return ReportText.Of(table);
    }

    /// <summary>What differs, and why it must not.</summary>
    /// <param name="row">The difference.</param>
    public static string Sentence(PkiDifference row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Warning is null ? row.What.ToString() : $"{row.What}. {row.Warning}";
    }
}
