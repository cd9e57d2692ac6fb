using KubePki.Changes.Repair.Actions;
using KubePki.Changes.Transactions;
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
    private readonly List<(KubePkiFinding Finding, string Key, bool IsResolved)> _answers = [];
    private KubePkiFinding? _finding;

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

    /// <summary>Plans what a finding asks for: what is said on the way is said of it.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="take">Plans it.</param>
    public void Take(KubePkiFinding finding, Action take)
    {
        _finding = finding;
        try
        {
            take();
            // A step that is about the same thing, and leaves the fault as it is.
            if (finding.Fix is not Fix.RenewRole
                && _answers.Exists(answer => ReferenceEquals(answer.Finding, finding) && !answer.IsResolved))
                LeaveAlone(finding.Target, $"{finding.Message} {finding.Remedy}");
        }
        finally
        {
            _finding = null;
        }
    }

    /// <summary>Says that the action of this key resolves what a check has found.</summary>
    /// <param name="key">The key.</param>
    /// <param name="check">The check; null when the action was asked for without a finding.</param>
    public void Resolve(string key, string? check)
    {
        if (!_resolved.TryGetValue(key, out var checks))
            _resolved.Add(key, checks = []);
        if (check is not null && !checks.Contains(check))
            checks.Add(check);
        if (_finding is not null)
            _answers.Add((_finding, key, check is not null));
    }

    /// <summary>Says why something is left as it is.</summary>
    public void LeaveAlone(string target, string reason) =>
        _notes.Add(new RepairNote(target, reason) { Findings = _finding is null ? [] : [_finding] });

    /// <summary>Says that a plan for something broke; the others stand.</summary>
    public void Break(string target, string reason)
    {
        IsBroken = true;
        LeaveAlone(target, reason);
    }

    /// <summary>Whether the plan for something broke.</summary>
    public bool IsBroken { get; private set; }

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
            LeftAlone = _notes.GroupBy(note => (note.Target, note.Reason))
                .Select(same => same.First() with { Findings = [.. same.SelectMany(note => note.Findings)] }).ToArray(),
            BackupDirectory = BackupArea.NodePath,
        };
        return new PreparedRepair(plan, actions)
        {
            Problems = Node.Pki.Problems.Where(problem => PkiProblemId.IsAboutPassphrase(problem.Id)).ToArray(),
            Named = Facts.Options.NamedKubeconfigs,
            Verify = verify,
            Answered = _answers.Where(IsAnswered).Select(answer => answer.Finding)
                .ToHashSet<KubePkiFinding>(ReferenceEqualityComparer.Instance),
            IsBroken = IsBroken,
        };
    }

    // Of a kubeconfig with several users one is renewed, and the fault of the others keeps its check from being resolved; of modes and
    // owners each file counts by itself.
    private bool IsAnswered((KubePkiFinding Finding, string Key, bool IsResolved) answer) =>
        _actions.TryGetValue(answer.Key, out var planned) && (answer.IsResolved || answer.Finding.Fix is Fix.RenewRole)
            && (answer.Finding.Fix is not Fix.SetAccess
                || planned.Action.Step.Changes.Any(change => change.NodePath == answer.Finding.NodePath));

    private RepairAction Complete(string key, RepairAction action) => _resolved.TryGetValue(key, out var checks)
        ? action.With(action.Step with { Cures = TextList.From(checks) }) : action;
}
