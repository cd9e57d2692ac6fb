namespace KubePki.Model;

/// <summary>
/// A certificate, key, kubeconfig or file that differs between two snapshots: two nodes, a backup and its node, before and after.
/// </summary>
public sealed record PkiDifference
{
    /// <summary>What became of it on the way from the first snapshot to the second.</summary>
    public required PkiChange Change { get; init; }

    /// <summary>kubeadm's name where there is one (<c>apiserver</c>, <c>admin.conf</c>), else the file's name.</summary>
    public required string Name { get; init; }

    /// <summary>The file, as a path of the node.</summary>
    public required string NodePath { get; init; }

    /// <summary>What differs, a phrase each: <c>expires 2027-07-28T00:00:00Z instead of 2020-07-27T06:24:58Z</c>, <c>new key</c>.</summary>
    public TextList What { get; init; } = TextList.Empty;

    /// <summary>Why it must not differ; null when it may.</summary>
    public string? Warning { get; init; }

    /// <summary>The certificate of the first snapshot; null when it has none there.</summary>
    public KubeCertificate? Reference { get; init; }

    /// <summary>The certificate of the second snapshot; null when it has none there.</summary>
    public KubeCertificate? Difference { get; init; }

    /// <summary>The name of the second node; null when its files do not tell.</summary>
    public string? NodeName { get; init; }

    /// <summary>The directory that stands for the second node's <c>/</c>.</summary>
    public required string Root { get; init; }

    /// <summary>One line for a person.</summary>
    public override string ToString() => $"{Name} {Change}: {What}";
}
