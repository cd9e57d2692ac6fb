namespace KubePki.Changes.Transactions;

/// <summary>How a transaction ended.</summary>
internal enum TransactionOutcome
{
    /// <summary>All changes are made.</summary>
    Committed,

    /// <summary>No change is made; what had been changed is as before.</summary>
    RolledBack,

    /// <summary>Nothing was touched.</summary>
    Refused,

    /// <summary>Changes failed, and not all old files could be put back. The next run tries that first.</summary>
    NotRestored,
}
