namespace KubePki.Changes.Transactions;

/// <summary>How far a transaction has come.</summary>
internal enum JournalState
{
    /// <summary>New files may lie beside the old ones; no old one was touched.</summary>
    Prepared,

    /// <summary>Any number of old files may have been replaced.</summary>
    Applying,

    /// <summary>The new files stay.</summary>
    Committed,

    /// <summary>The old files are back.</summary>
    RolledBack,
}
