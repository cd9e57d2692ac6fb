using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Layout;

namespace KubePki.Changes.Repair;

/// <summary>Turns findings into a plan. It reads the snapshot and nothing else.</summary>
public static class RepairPlanner
{
    // What a certificate made anew cures.
    private static readonly HashSet<string> Renewal =
    [
        "CertificateExpired", "CertificateNotYetValid", "CertificateExpiring", "KeyMismatch",
        "KeyMissing", "SignedByUnknownAuthority", "WrongUsage", "WrongSubject",
        "MissingSubjectAltName", "EmptyFile", "UnreadableFile", "CertificateMissing",
        "KubeconfigCredentialExpired", "KubeconfigKeyMismatch", "KubeconfigAuthorityMismatch",
    ];

    // What a CA's own certificate, signed anew, cures.
    private static readonly HashSet<string> AuthorityRenewal = ["CertificateExpired", "CertificateNotYetValid", "AuthorityExpiring"];

    private static readonly HashSet<string> Kubelet = ["KubeletCredentialUnusable", "KubeletLinkBroken", "BootstrapFileMissing"];

    /// <summary>The plan that cures all of these findings that can be cured here.</summary>
    /// <param name="node">The snapshot of the whole node.</param>
    /// <param name="findings">What was found in it.</param>
    /// <param name="options">How certificates are made.</param>
    public static PreparedRepair Plan(NodePki node, IReadOnlyList<KubePkiFinding> findings, RepairOptions options)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(findings);
        var draft = new PlanDraft(new NodeView(node), options);
        // What a CA signs depends on it.
        foreach (var finding in findings.OrderBy(finding => AuthorityOf(finding) is null))
            Guarded(draft, finding.Target, () => Take(draft, finding));
        if (node.Certificates.Any(certificate => certificate.Role == "apiserver") && draft.AsksForNames("apiserver"))
            Guarded(draft, "apiserver", () => draft.Certificate("apiserver", null, "as asked", null));
        return draft.Finish().Concerning(findings);
    }

    /// <summary>The plan that makes certificates anew on request, whether anything is wrong with them or not.</summary>
    /// <param name="node">The snapshot of the whole node.</param>
    /// <param name="scope">Which of them.</param>
    /// <param name="options">How certificates are made.</param>
    public static PreparedRepair Renew(NodePki node, RenewalScope scope, RepairOptions options)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(options);
        var view = new NodeView(node);
        var draft = new PlanDraft(view, options);
        var roles = scope.RolesOn(view);
        // Names go to the certificate that was named; where none was, the API server's is meant.
        if (!scope.IsOpen && roles.Where(IsServing).ToArray() is { Length: > 0 } serving)
            draft.NamedRoles = serving;
        foreach (var role in roles)
            Guarded(draft, role, () => Renew(draft, role, scope.IsOpen, options));
        if (options.AddNames.Count + options.RemoveNames.Count > 0 && !roles.Any(draft.NamedRoles.Contains))
            draft.LeaveAlone(string.Join(", ", options.AddNames.Concat(options.RemoveNames)), "Names are a matter of serving certificates, "
                + "and none of them is renewed: name its role (-Role apiserver, --role apiserver).");
        var missing = scope.Unknown(roles).Select(pattern =>
                (pattern, "no such certificate is on this node, and none can be made; "
                    + "roles are apiserver, etcd-server, admin.conf and so on"))
            .Concat(scope.UnknownPaths(view).Select(path => (path, "there is no certificate of this node in it that could be renewed")));
        return draft.Finish().Missing(missing).Concerning([.. Diagnosis.Run(node).Where(finding => draft.RoleOf(finding) is { } role
            && Renewal.Contains(finding.Check) && IsMeant(role, roles, scope, options))]);
    }

    // CAs are not meant by "all", unless they are spoken of.
    private static bool IsMeant(string role, IReadOnlyList<string> roles, RenewalScope scope, RepairOptions options) =>
        roles.Contains(role) && (!scope.IsOpen || options.Authority || PkiRoles.Find(role)?.Kind != PkiRoleKind.Authority);

    /// <summary>What is said of a target whose plan broke; what was planned for others stands.</summary>
    internal const string Broken = "Its plan broke on this node";

    // As with checks: one file that nobody thought of must not keep the others from their cure.
    private static void Guarded(PlanDraft draft, string target, Action take)
    {
        try
        {
            take();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            draft.LeaveAlone(target, $"{Broken} ({e.GetType().Name}: {e.Message}); report it with the files of this node, keys left out.");
        }
    }

    private static bool IsServing(string role) =>
        PkiRoles.Find(role) is { Kind: PkiRoleKind.Leaf } leaf && leaf.Usages.Contains("serverAuth");

    private static void Renew(PlanDraft draft, string role, bool isOpen, RepairOptions options)
    {
        if (PkiRoles.Find(role)?.Kind == PkiRoleKind.Authority)
            RenewAuthority(draft, role, isOpen, options);
        else if (role is "kubelet.conf" or PkiRoles.KubeletClient)
            draft.KubeletCredential("as asked", null);
        else if (!RenewalScope.IsRenewable(role))
            draft.LeaveAlone(role, "This is not of the control plane.");
        else if (!options.Force && !draft.AsksForNames(role) && draft.GoodForLong(role) is { } certificate)
            draft.LeaveAlone(role,
                $"It is valid for another {Times.Span(certificate.Remaining)}; to renew it all the same, force it (-Force, --force).");
        else
            draft.Certificate(role, null, "as asked", null);
    }

    // "All" does not mean CAs, unless they are spoken of.
    private static void RenewAuthority(PlanDraft draft, string role, bool isOpen, RepairOptions options)
    {
        if (!isOpen || options.Authority)
            draft.Authority(role, draft.AuthorityAt(role), "as asked", null);
    }

    private static KubeCertificate? AuthorityOf(KubePkiFinding finding) =>
        AuthorityRenewal.Contains(finding.Check) && finding.Certificate is { } certificate
            && NodeView.KindOf(certificate) == PkiRoleKind.Authority
            ? certificate
            : null;

    internal static void Take(PlanDraft draft, KubePkiFinding finding)
    {
        if (AuthorityOf(finding) is { } authority)
            draft.Authority(finding.Target, authority, finding.Message, finding.Check);
        else if (finding.Check is "LooseMode" or "WrongOwner")
            draft.Access(finding);
        else if (finding.Check == "KubeletLinkBroken" && finding.NodePath is { } link
            && KubeletFiles.CurrentOf(link).EndsWith(KubeletFiles.ServerLink, StringComparison.Ordinal))
            draft.KubeletServerLink(finding);
        else if (Kubelet.Contains(finding.Check)
            || (finding.NodePath is not null && finding.NodePath == draft.KubeletConf
                && (Renewal.Contains(finding.Check) || finding.Check is "RotationOff" or "AuthorityTwin")))
            draft.KubeletCredential(finding.Message, finding.Check);
        else if (KubeletRepair.Serving.Contains(finding.Check))
            draft.KubeletServing(finding.Message, [finding.Check]);
        else if (finding.Check == "RotationOff")
            draft.KubeletSwitch(KubeletSetting.RotateCertificates, finding);
        else if (finding.Check is "AuthorityTwin" or "CniConflict" && draft.NetworkOf(finding) is { } network)
            draft.Network(network, finding);
        else if (draft.CopyOf(finding) is { } copy)
            draft.Copy(copy, finding.Message, finding.Check);
        else if (finding.Check is "KubeconfigServerNotCovered")
            draft.Certificate("apiserver", null, finding.Message, finding.Check);
        else if (draft.ConnectionOf(finding) is { } kubeconfig && draft.Connection(kubeconfig, finding.Message, finding.Check))
            return;
        else if (draft.IsOfAnotherUser(finding))
            draft.LeaveAlone(finding.Target,
                $"{finding.Message} It is not the user of the current context: have its credential issued by whoever issued it.");
        else if (Renewal.Contains(finding.Check) && draft.RoleOf(finding) is { } role
            && PkiRoles.Find(role)?.Kind is PkiRoleKind.Leaf or PkiRoleKind.Kubeconfig)
            draft.Certificate(role, finding.NodePath, finding.Message, finding.Check);
        else
            draft.LeaveAlone(finding.Target, $"{finding.Check} is not cured by this tool. {finding.Remedy}");
    }
}
