using KubePki.Changes.Repair.Actions;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Certificates;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;

namespace KubePki.Changes.Repair;

/// <summary>A plan that is being made: each file is dealt with once, however many findings there are about it.</summary>
internal sealed partial class PlanDraft(NodeView node, RepairOptions options)
{
    private readonly Dictionary<string, (RepairPhase Phase, RepairAction Action)> _actions = new(StringComparer.Ordinal);
    private readonly List<RepairNote> _notes = [];
    private readonly Dictionary<string, List<string>> _cures = new(StringComparer.Ordinal);

    private readonly AuthorityPlan _authorities = new(node, options);
    private ClusterTarget? _cluster;
    private ValidityPlan? _validity;

    private ValidityPlan Validity => _validity ??= new ValidityPlan(node.AsOf, options, _authorities);

    /// <summary>The roles whose certificates get the names that were asked for.</summary>
    public IReadOnlyCollection<string> NamedRoles { get; set; } = [PkiRoles.ApiServer];

    /// <summary>The cluster's CAs and its API server, as kubeconfigs should have them.</summary>
    public ClusterTarget Cluster => _cluster ??= new ClusterTarget(node, options, _authorities);

    public string? KubeletConf => node.Pki.Kubelet?.Kubeconfig;

    public PreparedRepair Finish()
    {
        CarryAuthorities();
        var actions = _actions.OrderBy(action => action.Value.Phase).ThenBy(action => action.Key, StringComparer.Ordinal)
            .Select(action => Complete(action.Key, action.Value.Action)).ToArray();
        var plan = new RepairPlan
        {
            Root = node.Pki.Root,
            NodeName = node.Pki.NodeName,
            AsOf = node.AsOf,
            Steps = actions.Select(action => action.Step).ToArray(),
            LeftAlone = _notes.Distinct().ToArray(),
        };
        return new PreparedRepair(plan, actions)
        {
            Problems = node.Pki.Problems.Where(problem => PkiProblemId.IsAboutPassphrase(problem.Id)).ToArray(),
            Named = options.NamedKubeconfigs,
        };
    }

    public void LeaveAlone(string target, string reason) => _notes.Add(new RepairNote(target, reason));

    /// <summary>The role that a finding speaks of.</summary>
    public string? RoleOf(KubePkiFinding finding) =>
        finding.Certificate?.Role ?? (finding.NodePath is null ? null : node.RoleAt(finding.NodePath));

    /// <summary>The certificate of a role, when more than a fifth of its lifetime is left; else null.</summary>
    public KubeCertificate? GoodForLong(string role) => OldOf(role) is { } old && IsGoodForLong(old) ? old : null;

    /// <summary>Whether more than a fifth of a lifetime is left.</summary>
    public static bool IsGoodForLong(KubeCertificate certificate) =>
        certificate.AsOf >= certificate.NotBefore && certificate.Remaining > (certificate.NotAfter - certificate.NotBefore) * 0.2;

    /// <summary>Whether a certificate is not yet as those want it who asked for names.</summary>
    public bool AsksForNames(string role) =>
        NamedRoles.Contains(role) && (OldOf(role) is not { GoError: null } old ? options.AddNames.Count > 0
            : AlternativeNameList.Of(old.Parsed) is var names
                && (!options.AddNames.All(names.Contains) || options.RemoveNames.Any(names.Contains)));

    /// <summary>Renews a CA with its key, where that is asked for. To be called before what it signs is dealt with.</summary>
    public void Authority(string role, KubeCertificate? authority, string reason, string? check)
    {
        if (_authorities.Obstacle(authority) is { } obstacle)
        {
            LeaveAlone(role, obstacle);
            return;
        }
        var key = authority!.Fingerprint;
        Cure(key, check);
        if (!_actions.ContainsKey(key))
            _actions[key] = (RepairPhase.Authorities, _authorities.Plan(authority, Validity, reason));
    }

    /// <summary>The first certificate of a CA's role.</summary>
    public KubeCertificate? AuthorityAt(string role) => node.Authorities.FirstOrDefault(authority => authority.Role == role);

    /// <summary>Makes the certificate of a role anew, or the credential of the kubeconfig of that role.</summary>
    public void Certificate(string role, string? nodePath, string reason, string? check)
    {
        var kind = PkiRoles.Find(role)?.Kind;
        var key = kind == PkiRoleKind.Kubeconfig ? PathOf(role) : role;
        // A new credential brings the right CA with it.
        var isPlanned = _actions.TryGetValue(key, out var planned) && planned.Action is not UpdateKubeconfig { Order: null };
        if (!isPlanned && Obstacle(role, nodePath) is { } obstacle)
        {
            LeaveAlone(role, obstacle);
            return;
        }
        Cure(key, check is not null && node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.NodePath == key) is { } file
            && !CredentialFaults.EndWith(check, file, [file.User ?? ""])
            ? null
            : check);
        if (isPlanned)
            return;
        if (kind == PkiRoleKind.Kubeconfig)
            _actions[key] = (RepairPhase.Kubeconfigs, new KubeconfigPlan(node, this).Credential(role, reason));
        else
            _actions[key] = (RepairPhase.Certificates, new LeafPlan(node, this, options).Plan(role, reason));
    }

    /// <summary>Gives kubelet a credential that works: another pem, or a new one; and puts its links and its kubeconfig right.</summary>
    public void KubeletCredential(string reason, string? check)
    {
        const string Key = "kubelet";
        Cure(Key, check);
        if (_actions.ContainsKey(Key) || node.Kubelet is not { } verdict)
            return;
        if (ExposureOfKubelet() is { } exposure)
        {
            LeaveAlone(Key, $"No credential is written there: {exposure}.");
            return;
        }
        var (action, obstacle) = new KubeletPlan(node, this, verdict).Plan(reason);
        if (action is not null)
            _actions[Key] = (RepairPhase.KubeletAndCopies, action);
        else
            LeaveAlone(Key, obstacle!);
    }

    private string? ExposureOfKubelet()
    {
        var kubelet = node.Pki.Kubelet!;
        return node.ExposureAt($"{kubelet.CertificateDirectory}/{KubeletFiles.ClientLink}") ?? node.ExposureAt(kubelet.Kubeconfig);
    }

    /// <summary>Puts the link to kubelet's serving certificate right.</summary>
    public void KubeletServerLink(KubePkiFinding finding)
    {
        const string Key = KubeletFiles.ServerLink;
        Cure(Key, finding.Check);
        if (!_actions.ContainsKey(Key) && new ServerLinkPlan(node).Plan(finding.Message) is { } action)
            _actions[Key] = (RepairPhase.KubeletAndCopies, action);
    }

    /// <summary>Has kubelet serve a certificate of the cluster's CA, in the way that was chosen.</summary>
    public void KubeletServing(string reason, IReadOnlyCollection<string> checks)
    {
        const string Key = PkiRoles.KubeletServer;
        if (_actions.ContainsKey(Key))
            return;
        var plan = new KubeletServingPlan(node, this, options);
        var (action, obstacle) = plan.Plan(reason);
        if (action is null)
        {
            LeaveAlone(Key, obstacle!);
            return;
        }
        foreach (var check in checks.Where(plan.Cures))
            Cure(Key, check);
        _actions[Key] = (RepairPhase.KubeletAndCopies, action);
    }

    /// <summary>Sets a field of kubelet's configuration that is to be true.</summary>
    public void KubeletSwitch(KubeletSetting setting, KubePkiFinding finding)
    {
        Cure(setting.Field, finding.Check);
        var (action, obstacle) = new KubeletConfigurationPlan(node).TurnOn(setting, finding.Message);
        if (action is not null)
            _actions[setting.Field] = (RepairPhase.KubeletAndCopies, action);
        else
            LeaveAlone(finding.Target, obstacle!);
    }

    /// <summary>Moves a network's leftovers into the backup.</summary>
    public void Network(CniConfiguration network, KubePkiFinding finding)
    {
        var key = network.NodePath;
        Cure(key, finding.Check);
        if (_actions.ContainsKey(key))
            return;
        if (NetworkPlan.Obstacle(node, network) is { } obstacle)
            LeaveAlone(network.Name, obstacle);
        else
            _actions[key] = (RepairPhase.Networks, NetworkPlan.Plan(node, network, finding.Message));
    }

    /// <summary>Puts modes and owners right.</summary>
    public void Access(KubePkiFinding finding)
    {
        foreach (var action in AccessPlan.Actions(node))
        {
            var key = $"access {action.Step.Target}";
            Cure(key, finding.Check);
            _actions.TryAdd(key, (RepairPhase.Access, action));
        }
        _notes.AddRange(AccessPlan.LeftAlone(node));
    }

    /// <summary>Whether a step for a file is planned already.</summary>
    public bool IsPlanned(string nodePath) => _actions.ContainsKey(nodePath);

    /// <summary>The lifetime of what a CA signs now: back-dated, and never beyond that CA.</summary>
    public (DateTimeOffset NotBefore, DateTimeOffset NotAfter, bool Clamped) Lifetime(KubeCertificate authority) =>
        Validity.Below(authority);

    /// <summary>The CA that signs for a role, with its key on this node; null when there is none.</summary>
    public KubeCertificate? AuthorityOf(string role) => node.Authorities.FirstOrDefault(authority =>
        authority.Role == PkiRoles.Find(role)?.Authority && authority is { Index: 0, HasKey: true, KeyMatches: true, GoError: null }
            && (_authorities.Renews(authority) || authority.AsOf >= authority.NotBefore && !authority.Expired));

    /// <summary>The kind of a new key.</summary>
    public KeyKind KindLike(KubeCertificate? old) =>
        options.KeyKind ?? (old is null ? KeyKind.Rsa2048 : KeyKind.Like(old.KeyAlgorithm, old.KeySize));

    public static RepairStep Step(
        string title, string target, string reason, IReadOnlyList<PlannedChange> changes, TextList restart) => new()
    {
        Title = title,
        Target = target,
        Reason = reason,
        Changes = changes,
        Restart = restart,
    };

    /// <summary>What the certificate of a role is to say: all that the old one said, and what it should have.</summary>
    public (CertificateOrder Order, bool Clamped) Order(string role, KubeCertificate? old, KubeCertificate authority) =>
        new LeafPlan(node, this, options).Order(role, old, authority);

    private void Cure(string key, string? check)
    {
        if (!_cures.TryGetValue(key, out var checks))
            _cures.Add(key, checks = []);
        if (check is not null && !checks.Contains(check))
            checks.Add(check);
    }

    private RepairAction Complete(string key, RepairAction action) =>
        _cures.TryGetValue(key, out var cures) ? action.With(action.Step with { Cures = TextList.From(cures) }) : action;

    private string? Obstacle(string role, string? nodePath)
    {
        if (PkiLayouts.RunnerOf(nodePath ?? PathOf(role)) is { IsSelfManaged: true } runner)
            return $"{runner.Name} renews its own certificates on start: {node.Guidance.Renew(role, nodePath ?? PathOf(role))}";
        if (AuthorityOf(role) is null)
            return WhyNoAuthority(PkiRoles.Find(role)!.Authority);
        // A credential is not put where others can take it.
        if (PkiRoles.Find(role)?.Kind == PkiRoleKind.Kubeconfig && node.ExposureAt(nodePath ?? PathOf(role)) is { } exposure)
            return $"No credential is written there: {exposure}.";
        if (PkiRoles.Find(role)?.Kind == PkiRoleKind.Kubeconfig
            && !node.Kubeconfigs.Any(kubeconfig => kubeconfig.Role == role && kubeconfig.User is not null)
            && Cluster.ServerFor(role) is null)
            return "The API server URL is not known: specify it with -Server (kubepki: --server).";
        return OldOf(role) is not { GoError: null } && RoleCertificateOrders.Of(role, node.Spec, node.AsOf, node.AsOf) is null
            ? "There is no readable old certificate and no configuration for a new one."
            : null;
    }

    private string WhyNoAuthority(string? role)
    {
        if (role is null || AuthorityAt(role) is not { } authority)
            return $"The certificate of {role ?? "its CA"} is not on this node.";
        if (authority is not { HasKey: true, KeyMatches: true })
            return ClosedKeys.Obstacle(node.Pki, authority) ?? $"The key of {role} is not on this node.";
        return authority.Expired ? $"Its CA, {role}, has expired and must be renewed first." : $"Its CA, {role}, is not valid now.";
    }

    /// <summary>The certificate of a role; null when there is none.</summary>
    public KubeCertificate? OldOf(string role) => node.Leaves.FirstOrDefault(leaf => leaf.Role == role);

    /// <summary>Where the file of a role is, or belongs.</summary>
    public string PathOf(string role)
    {
        if (OldOf(role) is { } old)
            return old.NodePath;
        var flag = ComponentFlags.All.FirstOrDefault(row => row.Role == role && node.Component(row.Component)?.Flag(row.Flag) is not null);
        if (flag is not null)
            return node.Component(flag.Component)!.Flag(flag.Flag)!;
        if (PkiRoles.Find(role)?.Kind == PkiRoleKind.Kubeconfig)
            return $"{PkiLayouts.Kubeconfigs}/{role}";
        var file = PkiLayouts.Kubeadm.Files.First(file => file.Role == role);
        return $"{node.Spec.CertificatesDirectory?.Value ?? PkiLayouts.Kubeadm.Directory}/{file.Pattern}";
    }
}
