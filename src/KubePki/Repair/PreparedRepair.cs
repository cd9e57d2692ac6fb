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

    /// <summary>Encrypted keys that stay closed although a passphrase was given, and why.</summary>
    public IReadOnlyList<PkiProblem> Problems { get; internal init; } = [];

    internal IReadOnlyList<RepairWork> Works { get; }

    /// <summary>What the backup is said to be for.</summary>
    internal string Label { get; init; } = "repair";

    /// <summary>Whether the root is made when it is not there.</summary>
    internal bool MakesRoot { get; init; }

    /// <summary>Looks at what these works have made, besides what their steps say that they cure: null when it is good, else why not.</summary>
    internal Func<IReadOnlyList<RepairWork>, Reading.ReadOptions, string?>? Verify { get; init; }

    /// <summary>What is made for another node; null when this one is repaired.</summary>
    internal NodePackageWork? Package => Works.OfType<NodePackageWork>().FirstOrDefault();

    /// <summary>The same repair with some of its steps only.</summary>
    /// <param name="steps">The steps, of this plan.</param>
    public PreparedRepair Only(IReadOnlyCollection<RepairStep> steps) =>
        new(Plan with { Steps = Plan.Steps.Where(steps.Contains).ToArray() },
            Works.Where(work => steps.Contains(work.Step)).ToArray()) { Label = Label, MakesRoot = MakesRoot, Verify = Verify,
            Problems = Problems };

    /// <summary>A plan that makes something for another node, and leaves this one as it is.</summary>
    internal PreparedRepair Carrying(NodePackageWork package) => new(Plan with { Steps = [package.Step] }, [package]);
}
