namespace KubePki.Cluster.Client;

/// <summary>What has happened to an object that is watched.</summary>
internal enum ClusterChangeKind
{
    /// <summary>
    /// What was reported before no longer counts: all objects that there are follow again. It comes first, and again after a gap.
    /// </summary>
    Restarted,

    /// <summary>It is there.</summary>
    Added,

    /// <summary>It has changed.</summary>
    Modified,

    /// <summary>It is gone; the object is its last state.</summary>
    Deleted,
}
