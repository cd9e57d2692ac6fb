namespace KubePki.Model;

/// <summary>The values of <see cref="RepairReceipt.Result"/>.</summary>
public static class RepairResult
{
    /// <summary>The change was made, and the node was well afterwards.</summary>
    public const string Done = nameof(Done);

    /// <summary>Something failed; all is as it was.</summary>
    public const string RolledBack = nameof(RolledBack);

    /// <summary>Nothing was touched.</summary>
    public const string Refused = nameof(Refused);

    /// <summary>Something failed, and not all old files could be put back; the next run tries that first.</summary>
    public const string NotRestored = nameof(NotRestored);
}
