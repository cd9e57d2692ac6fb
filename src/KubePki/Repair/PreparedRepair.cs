using KubePki.Model;

namespace KubePki.Repair;

/// <summary>A plan, and what it takes to carry it out.</summary>
public sealed class PreparedRepair
{
    internal PreparedRepair(RepairPlan plan, IReadOnlyList<RepairWork> works)
    {
        Plan = plan;
        Works = works;
    }

    /// <summary>The plan, to be shown.</summary>
    public RepairPlan Plan { get; }

    internal IReadOnlyList<RepairWork> Works { get; }
}
