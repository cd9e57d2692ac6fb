namespace KubePki.Model;

/// <summary>Something that a plan leaves as it is.</summary>
/// <param name="Target">What it is about, by name.</param>
/// <param name="Reason">Why it is left, and what to do instead.</param>
public sealed record RepairNote(string Target, string Reason)
{
    /// <summary>The findings that ask for what is not done; none where it was asked for without one.</summary>
    internal IReadOnlyList<KubePkiFinding> Findings { get; init; } = [];

    /// <summary>Target and reason.</summary>
    public override string ToString() => Printable.Text($"{Target}: {Reason}");
}
