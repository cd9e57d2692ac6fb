namespace KubePki.Model;

/// <summary>What became of something between two snapshots.</summary>
public enum PkiChange
{
    /// <summary>It is there on both sides, and differs.</summary>
    Changed,

    /// <summary>It is only in the second snapshot.</summary>
    Added,

    /// <summary>It is only in the first snapshot.</summary>
    Removed,
}
