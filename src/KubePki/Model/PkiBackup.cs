using System.Globalization;

namespace KubePki.Model;

/// <summary>A backup of files of a node's PKI.</summary>
public sealed record PkiBackup
{
    /// <summary>The name: the time at which it was made.</summary>
    public required string Name { get; init; }

    /// <summary>Its directory, as a path of the machine that reads it.</summary>
    public required string Path { get; init; }

    /// <summary>The directory that stands for the node's <c>/</c>.</summary>
    public required string Root { get; init; }

    /// <summary>When it was made, UTC; null when the backup is damaged.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>What it was made for.</summary>
    public string Label { get; init; } = "";

    /// <summary>How many files and links it holds.</summary>
    public int Files { get; init; }

    /// <summary>What became of the change before which it was made: a value of <see cref="PkiBackupState"/>.</summary>
    public required string State { get; init; }

    /// <summary>Name, state and label.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {State} {Label}");
}
