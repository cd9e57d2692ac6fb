namespace KubePki.Model;

/// <summary>Something that a plan leaves as it is.</summary>
/// <param name="Target">What it is about, by name.</param>
/// <param name="Reason">Why it is left, and what to do instead.</param>
public sealed record RepairNote(string Target, string Reason)
{
    /// <summary>Target and reason.</summary>
    public override string ToString() => Printable.Text($"{Target}: {Reason}");
}
