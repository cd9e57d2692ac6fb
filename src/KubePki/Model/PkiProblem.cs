using System.Globalization;

namespace KubePki.Model;

/// <summary>
/// Something that could not be read, or that a Kubernetes component would refuse to read. The rest was read all the same.
/// </summary>
public sealed record PkiProblem
{
    /// <summary>What kind of problem it is: a value of <see cref="PkiProblemId"/>; stable, for scripts.</summary>
    public required string Id { get; init; }

    /// <summary>The file, as a path of the machine that reads it.</summary>
    public required string Path { get; init; }

    /// <summary>The file, as a path of the node.</summary>
    public required string NodePath { get; init; }

    /// <summary>What is wrong, in plain words, without the path.</summary>
    public required string Reason { get; init; }

    /// <summary>The line, counted from 1; 0 when the file has no lines (DER) or the problem is the file itself.</summary>
    public int Line { get; init; }

    /// <summary>The byte at which the block or the structure starts, counted from 0; −1 when it does not matter.</summary>
    public long Offset { get; init; } = -1;

    /// <summary>What a Kubernetes component would say, in Go's words; null when it would not mind.</summary>
    public string? GoError { get; init; }

    /// <summary>What to do next; null when there is nothing better than to look.</summary>
    public string? RecommendedAction { get; init; }

    /// <summary>Whether the reader has no right to read it. That says something about the reader, and nothing about the node.</summary>
    internal bool IsDenied => Id == PkiProblemId.UnreadableFile && Reason == Denial;

    /// <summary>The reason where the reader has no right.</summary>
    internal const string Denial = "permission denied";

    /// <summary>Path, place and reason in one line, fit for a terminal.</summary>
    public override string ToString()
    {
        var place = Line > 0 ? string.Create(CultureInfo.InvariantCulture, $":{Line}") : "";
        var go = GoError is null || Reason.Contains(GoError, StringComparison.Ordinal) ? "" : $" (Kubernetes says: {GoError})";
        return Printable.Text($"{Path}{place}: {Reason}{go}");
    }
}
