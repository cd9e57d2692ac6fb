using System.Globalization;
using KubePki.Model;

namespace KubePki.Reports;

/// <summary>Backups as a table for people.</summary>
public static class BackupTable
{
    /// <summary>The names of backups that go, or have gone, a line each.</summary>
    /// <param name="names">The names.</param>
    /// <param name="areRemoved">Whether they have gone.</param>
    public static string WriteNames(IReadOnlyList<string> names, bool areRemoved = false)
    {
        ArgumentNullException.ThrowIfNull(names);
        return names.Count == 0 ? "There are no backups to remove.\n"
            : string.Concat(names.Select(name => $"{(areRemoved ? "Removed" : "Remove")} {Printable.Text(name)}\n"));
    }

    /// <summary>The table.</summary>
    /// <param name="backups">The backups, in order.</param>
    public static ReportText Write(IEnumerable<PkiBackup> backups)
    {
        ArgumentNullException.ThrowIfNull(backups);
        var table = new TextTable("NAME", "STATE", "FILES", "FOR");
        foreach (var backup in backups)
            table.Add(backup.Name, backup.State, backup.Files.ToString(CultureInfo.InvariantCulture), backup.Label);
        return ReportText.Of(table);
    }
}
