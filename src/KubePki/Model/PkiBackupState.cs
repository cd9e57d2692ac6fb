namespace KubePki.Model;

/// <summary>The values of <see cref="PkiBackup.State"/>.</summary>
public static class PkiBackupState
{
    /// <summary>A backup without any change.</summary>
    public const string Plain = nameof(Plain);

    /// <summary>The files before a change that was made.</summary>
    public const string Committed = nameof(Committed);

    /// <summary>The files before a change that was taken back.</summary>
    public const string RolledBack = nameof(RolledBack);

    /// <summary>The files before a change that was cut off, or that is being made right now; the next run takes it back.</summary>
    public const string Unfinished = nameof(Unfinished);

    /// <summary>The backup is not what was written.</summary>
    public const string Damaged = nameof(Damaged);
}
