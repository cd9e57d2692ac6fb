using KubePki.Changes.Repair.Actions;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading;

namespace KubePki.Changes.Repair;

/// <summary>
/// A plan that is being made: one action for each file, however many findings there are about it, or the reason why there is none.
/// </summary>
internal sealed class PlanDraft(PlanFacts facts)
{
    private readonly Dictionary<string, (RepairPhase Phase, RepairAction Action)> _actions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _resolved = new(StringComparer.Ordinal);
    private readonly List<RepairNote> _notes = [];

    /// <summary>What holds once all is done that is planned so far.</summary>
    public PlanFacts Facts { get; set; } = facts;

    /// <summary>The node.</summary>
    public NodeView Node => Facts.Node;

    /// <summary>The files that the plan changes so far.</summary>
    public HashSet<string> ChangedPaths =>
        [.. _actions.Values.SelectMany(planned => planned.Action.Step.Changes).Select(change => change.NodePath)];

    /// <summary>The action that is planned for a file, or for whatever else the key names; null when there is none yet.</summary>
    public RepairAction? ActionFor(string key) => _actions.GetValueOrDefault(key).Action;

    /// <summary>Plans an action; one that was planned for the same is replaced.</summary>
    public void Add(string key, RepairPhase phase, RepairAction action) => _actions[key] = (phase, action);

    /// <summary>Says that the action of this key resolves what a check has found.</summary>
    /// <param name="key">The key.</param>
    /// <param name="check">The check; null when the action was asked for without a finding.</param>
    public void Resolve(string key, string? check)
    {
        if (!_resolved.TryGetValue(key, out var checks))
            _resolved.Add(key, checks = []);
        if (check is not null && !checks.Contains(check))
            checks.Add(check);
    }

    /// <summary>Says why something is left as it is.</summary>
    public void LeaveAlone(string target, string reason) => _notes.Add(new RepairNote(target, reason));

    /// <summary>The plan.</summary>
    /// <param name="verify">Looks at what was made, besides what the steps say that they fix; null for no more than that.</param>
    public PreparedRepair Finish(Func<IReadOnlyList<RepairAction>, ReadOptions, string?>? verify = null)
    {
        UpdateKubeconfig.CarryAuthorities(this);
        var actions = _actions.OrderBy(planned => planned.Value.Phase).ThenBy(planned => planned.Key, StringComparer.Ordinal)
            .Select(planned => Complete(planned.Key, planned.Value.Action)).ToArray();
        var plan = new RepairPlan
        {
            Root = Node.Pki.Root,
            NodeName = Node.Pki.NodeName,
            AsOf = Node.AsOf,
            Steps = actions.Select(action => action.Step).ToArray(),
            LeftAlone = _notes.Distinct().ToArray(),
        };
        return new PreparedRepair(plan, actions)
        {
            Problems = Node.Pki.Problems.Where(problem => PkiProblemId.IsAboutPassphrase(problem.Id)).ToArray(),
            Named = Facts.Options.NamedKubeconfigs,
            Verify = verify,
        };
    }

    private RepairAction Complete(string key, RepairAction action) => _resolved.TryGetValue(key, out var checks)
        ? action.With(action.Step with { Cures = TextList.From(checks) }) : action;
}
