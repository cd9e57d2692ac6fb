using System.Globalization;
using KubePki.Model;

namespace KubePki.Reports;

/// <summary>Backups as a table for people.</summary>
public static class BackupTable
{
    /// <summary>The table.</summary>
    /// <param name="backups">The backups, in order.</param>
    public static string Write(IEnumerable<PkiBackup> backups)
    {
        ArgumentNullException.ThrowIfNull(backups);
        var table = new TextTable("NAME", "STATE", "FILES", "FOR");
        foreach (var backup in backups)
            table.Add(backup.Name, backup.State, backup.Files.ToString(CultureInfo.InvariantCulture), backup.Label);
        return table.ToString();
    }
}
