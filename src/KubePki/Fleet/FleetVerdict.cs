using KubePki.Model;

namespace KubePki.Fleet;

/// <summary>What a diagnosis of many nodes has found, and of how many.</summary>
/// <param name="Findings">The findings, the worst first, and within a severity what hits more nodes first.</param>
/// <param name="NodeCount">How many nodes were read.</param>
/// <param name="Repeated">Roots that are the same as an earlier one, or hold the same: they are counted once.</param>
public sealed record FleetVerdict(IReadOnlyList<KubePkiFleetFinding> Findings, int NodeCount, IReadOnlyList<string> Repeated)
{
    private const int MaxNames = 3;

    /// <summary>That roots were the same, in one sentence; null when none was.</summary>
    public string? Note
    {
        get
        {
            if (Repeated.Count == 0)
                return null;
            var names = string.Join(", ", Repeated.Take(MaxNames).Select(Printable.Text));
            var more = Repeated.Count > MaxNames ? $" and {Repeated.Count - MaxNames} more" : "";
            var count = Repeated.Count == 1 ? "1 root is" : $"{Repeated.Count} roots are";
            return $"{count} the same as another, which counts once: {names}{more}";
        }
    }
}
