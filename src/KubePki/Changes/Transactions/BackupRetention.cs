namespace KubePki.Changes.Transactions;

/// <summary>
/// How many backups of a node are kept. Each holds private keys, so they do not grow for ever. Whatever it says, these stay: the newest one
/// that is whole, one that a run which was cut off needs, and one that is not what was written.
/// </summary>
public sealed record BackupRetention
{
    /// <summary>How many are kept when nobody says otherwise.</summary>
    public const int DefaultNewest = 10;

    /// <summary>The newest ten, and of each of the last 30 days the first: the state before an evening of attempts is among them.</summary>
    public static BackupRetention Default { get; } = new() { Newest = DefaultNewest, Days = 30 };

    /// <summary>How many of the newest are kept, at least one.</summary>
    public required int Newest { get; init; }

    /// <summary>
    /// For how many days, counted back from the newest backup, the first backup of each is kept, too; days are those of UTC.
    /// </summary>
    public int Days { get; init; }

    /// <summary>The newest backups and no others, as a user asks for; the default where none is asked for.</summary>
    /// <param name="newest">How many; null for the default.</param>
    public static BackupRetention Of(int? newest) => newest is { } count ? new BackupRetention { Newest = Math.Max(1, count) } : Default;

    /// <summary>Those that are not kept.</summary>
    /// <param name="backups">Names and moments, in nanoseconds since 1970, oldest first.</param>
    /// <param name="coming">When the backup is made that is about to be: it is the newest; null when there is none.</param>
    internal IReadOnlyList<string> Surplus(IReadOnlyList<(string Name, long Nanoseconds)> backups, DateTimeOffset? coming = null)
    {
        var newest = coming is null ? Newest : Math.Max(0, Newest - 1);
        if (backups.Count <= newest)
            return [];
        var today = coming is { } moment ? (moment - DateTimeOffset.UnixEpoch).Days : DayOf(backups[^1].Nanoseconds);
        var firsts = backups.GroupBy(backup => DayOf(backup.Nanoseconds)).Where(day => today - day.Key < Days)
            .Select(day => day.First().Name).ToHashSet(StringComparer.Ordinal);
        return [.. backups.Take(backups.Count - newest).Select(backup => backup.Name).Where(name => !firsts.Contains(name))];
    }

    private static long DayOf(long nanoseconds) => nanoseconds / (TimeSpan.TicksPerDay * TimeSpan.NanosecondsPerTick);
}
