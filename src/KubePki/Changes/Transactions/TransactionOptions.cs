using KubePki.Node.Files;

namespace KubePki.Changes.Transactions;

/// <summary>How changes are applied.</summary>
internal sealed record TransactionOptions
{
    /// <summary>The time that names the backup.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>What the changes are for, in a few words, for the list of backups.</summary>
    public required string Label { get; init; }

    /// <summary>Reads the node again when all is written: null when it is good, else why not; then the old files come back.</summary>
    public Func<string?>? Verify { get; init; }

    /// <summary>Is told each file that is changed.</summary>
    public Action<string>? Trace { get; init; }

    /// <summary>Is told each stage: the backup, the switch of each file, the verification, the end.</summary>
    public Action<string>? Tell { get; init; }

    /// <summary>How many backups are kept once the changes are made; null for all.</summary>
    public BackupRetention? Retention { get; init; }

    /// <summary>Whether the changes come from a backup, which was held against what plans can change.</summary>
    public bool IsRestore { get; init; }

    public IDisk Disk { get; init; } = KubePki.Node.Files.Disk.OfThisMachine;
}
