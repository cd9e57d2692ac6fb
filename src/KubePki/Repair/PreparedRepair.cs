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

    /// <summary>The same repair with some of its steps only.</summary>
    /// <param name="steps">The steps, of this plan.</param>
    public PreparedRepair Only(IReadOnlyCollection<RepairStep> steps) =>
        new(Plan with { Steps = Plan.Steps.Where(steps.Contains).ToArray() }, Works.Where(work => steps.Contains(work.Step)).ToArray());
}
