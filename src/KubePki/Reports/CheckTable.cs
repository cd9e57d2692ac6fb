using KubePki.Model;

namespace KubePki.Reports;

/// <summary>Checks as a table for people.</summary>
public static class CheckTable
{
    /// <summary>The table.</summary>
    /// <param name="checks">The checks, in order.</param>
    public static ReportText Write(IEnumerable<KubePkiCheck> checks)
    {
        ArgumentNullException.ThrowIfNull(checks);
        var table = new TextTable("CHECK", "CATEGORY", "SEVERITY", "WHAT IT FINDS");
        foreach (var check in checks)
            table.Add(check.Name, check.Category, check.Severity, check.Summary);
        return ReportText.Of(table);
    }
}
