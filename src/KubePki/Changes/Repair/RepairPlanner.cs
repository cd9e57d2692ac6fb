using KubePki.Changes.Repair.Actions;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Layout;
using KubePki.Node.Reading;

namespace KubePki.Changes.Repair;

/// <summary>Turns findings into a plan. It reads the snapshot and nothing else.</summary>
public static class RepairPlanner
{
    /// <summary>The plan that fixes all of these findings that can be fixed here.</summary>
    /// <param name="node">The snapshot of the whole node.</param>
    /// <param name="findings">What was found in it.</param>
    /// <param name="options">How certificates are made.</param>
    public static PreparedRepair Plan(NodePki node, IReadOnlyList<KubePkiFinding> findings, RepairOptions options)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(findings);
        var draft = new PlanDraft(new PlanFacts(NodeView.Of(node), options));
        // What a CA signs depends on it.
        foreach (var finding in findings.OrderBy(finding => finding.Fix is not Fix.RenewAuthority))
            Guarded(draft, finding.Target, () => Take(draft, finding));
        if (node.Certificates.Any(certificate => certificate.Role == PkiRoles.ApiServer) && draft.Facts.AsksForNames(PkiRoles.ApiServer))
            Guarded(draft, PkiRoles.ApiServer, () => RenewCertificate.Plan(draft, PkiRoles.ApiServer, null, "as requested", null));
        return draft.Finish().Concerning(findings);
    }

    /// <summary>The plan that renews certificates on request, whether anything is wrong with them or not.</summary>
    /// <param name="node">The snapshot of the whole node.</param>
    /// <param name="scope">Which of them.</param>
    /// <param name="options">How certificates are made.</param>
    public static PreparedRepair Renew(NodePki node, RenewalScope scope, RepairOptions options)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(options);
        var view = NodeView.Of(node);
        var roles = scope.RolesOn(view);
        // Names go to the certificate that was named; where none was, the API server's is meant.
        var named = !scope.IsOpen && roles.Where(IsServing).ToArray() is { Length: > 0 } serving ? serving : null;
        var draft = new PlanDraft(new PlanFacts(view, options, named));
        var faults = Diagnosis.Run(node).Where(finding =>
            finding.Fix is Fix.RenewRole or Fix.RenewAuthority or Fix.RenewKubeletCredential).ToList();
        foreach (var role in roles)
            Guarded(draft, role, () => Renew(draft, role, scope.IsOpen, options, faults.Find(fault => draft.Facts.RoleOf(fault) == role)));
        var leaves = scope.NamedLeaves(view).ToList();
        foreach (var leaf in leaves)
            Guarded(draft, leaf.NodePath, () => NamedFileRenewal.Plan(draft, leaf));
        if (options.AddNames.Count + options.RemoveNames.Count > 0 && !roles.Any(draft.Facts.NamedRoles.Contains)
            && !leaves.Exists(leaf => leaf.Usages.Contains("serverAuth")))
            draft.LeaveAlone(string.Join(", ", options.AddNames.Concat(options.RemoveNames)), "Names apply to serving certificates only, "
                + "and none is being renewed. Specify its role (-Role apiserver; kubepki: --role apiserver).");
        var missing = scope.Unknown(roles).Select(pattern =>
                (pattern, "there is no such certificate on this node, and none can be created; "
                    + "roles are, for example, apiserver, etcd-server and admin.conf"))
            .Concat(scope.UnknownPaths(view).Select(path => (path, "it contains no certificate of this node to renew")));
        return draft.Finish(Verification(leaves)).Missing(missing).Concerning([.. faults.Where(finding =>
            draft.Facts.RoleOf(finding) is { } role && IsMeant(role, roles, scope, options))]);
    }

    private static Func<IReadOnlyList<RepairAction>, ReadOptions, string?>? Verification(List<KubeCertificate> leaves) => leaves.Count == 0
        ? null : (actions, options) => NamedFileRenewal.RemainingFault(actions.OfType<RenewCertificate>()
            .Select(action => action.CertificatePath).Where(path => leaves.Exists(leaf => leaf.NodePath == path)), options);

    /// <summary>That a certificate need not be renewed yet.</summary>
    internal static string GoodFor(KubeCertificate certificate) =>
        $"valid for another {Times.Span(certificate.Remaining)}. Use -Force (kubepki: --force) to renew anyway.";

    // CAs are not meant by "all", unless they are spoken of.
    private static bool IsMeant(string role, IReadOnlyList<string> roles, RenewalScope scope, RepairOptions options) =>
        roles.Contains(role) && (!scope.IsOpen || options.Authority || PkiRoles.Find(role)?.Kind != PkiRoleKind.Authority);

    /// <summary>What is said of a target whose plan broke; what was planned for others stands.</summary>
    internal const string Broken = "Its plan failed with an internal error on this node";

    // As with checks: one file that nobody thought of must not keep the others from their fix.
    private static void Guarded(PlanDraft draft, string target, Action take)
    {
        try
        {
            take();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            draft.Break(target, $"{Broken} ({e.GetType().Name}: {e.Message}). Please report it with its files, without keys.");
        }
    }

    private static bool IsServing(string role) =>
        PkiRoles.Find(role) is { Kind: PkiRoleKind.Leaf } leaf && leaf.Usages.Contains("serverAuth");

    // What is wrong with it is why it is renewed, whoever asked for it.
    private static void Renew(PlanDraft draft, string role, bool isOpen, RepairOptions options, KubePkiFinding? fault)
    {
        var reason = fault?.Message ?? "as requested";
        if (PkiRoles.Find(role)?.Kind == PkiRoleKind.Authority)
            RenewCa(draft, role, isOpen, options);
        else if (role is PkiRoles.KubeletConf or PkiRoles.KubeletClient)
            RenewKubeletCredential.Plan(draft, reason, fault?.Check);
        else if (!RenewalScope.IsRenewable(role))
            draft.LeaveAlone(role, "It is not part of the control plane.");
        else if (!options.Force && !draft.Facts.AsksForNames(role) && draft.Facts.GoodForLong(role) is { } certificate)
            draft.LeaveAlone(role, GoodFor(certificate));
        else
            RenewCertificate.Plan(draft, role, null, reason, fault?.Check);
    }

    // "All" does not mean CAs, unless they are spoken of.
    private static void RenewCa(PlanDraft draft, string role, bool isOpen, RepairOptions options)
    {
        if (!isOpen || options.Authority)
            RenewAuthority.Plan(draft, role, draft.Facts.AuthorityAt(role), "as requested", null);
    }

    internal static void Take(PlanDraft draft, KubePkiFinding finding) =>
        draft.Take(finding, () => Take(draft, finding, finding.Fix));

    private static void Take(PlanDraft draft, KubePkiFinding finding, Fix? fix)
    {
        switch (fix)
        {
            case Fix.RenewAuthority renew:
                RenewAuthority.Plan(draft, finding.Target, renew.Authority, finding.Message, finding.Check);
                break;
            case Fix.RenewRole renew:
                RenewCertificate.Plan(draft, renew.Role, finding.NodePath, finding.Message,
                    IsWhole(draft, renew) ? finding.Check : null);
                break;
            case Fix.RenewKubeletCredential:
                RenewKubeletCredential.Plan(draft, finding.Message, finding.Check);
                break;
            case Fix.RelinkKubeletServer:
                RelinkKubeletServer.Plan(draft, finding);
                break;
            case Fix.IssueKubeletServer:
                IssueKubeletServing.Plan(draft, finding.Message, [finding.Check]);
                break;
            case Fix.EnableRotation:
                ConfigureKubelet.Plan(draft, KubeletSetting.RotateCertificates, finding);
                break;
            case Fix.RemoveNetwork remove:
                MoveNetworkAway.Plan(draft, remove.Network, finding);
                break;
            case Fix.RefreshCopy refresh:
                UpdateKubeconfigCopy.Plan(draft, refresh.Copy, finding.Message, finding);
                break;
            case Fix.UpdateConnection update:
                if (!UpdateKubeconfig.PlanConnection(draft, update.Kubeconfig, finding.Message, finding.Check))
                    Take(draft, finding, update.Otherwise);
                break;
            case Fix.SetAccess:
                ChangeAccess.Plan(draft, finding);
                break;
            case Fix.None { Reason: { } reason }:
                draft.LeaveAlone(finding.Target, $"{finding.Message} {reason}");
                break;
            default:
                draft.LeaveAlone(finding.Target, $"This tool does not repair {finding.Check}. {finding.Remedy}");
                break;
        }
    }

    // The other users of a kubeconfig keep what they have: while one of them has the fault, it is still there.
    private static bool IsWhole(PlanDraft draft, Fix.RenewRole renew) => renew.Users.Count == 0
        || draft.Node.KubeconfigAt(draft.Facts.PathOf(renew.Role)) is not { } file
        || renew.Users.All(user => user == (file.User ?? ""));
}
