using System.Net;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Checks.Kubelet;
using KubePki.Node.Kubelet;
using KubePki.Node.Layout;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;

namespace KubePki.Changes.Repair.Actions;

/// <summary>
/// Issues a serving certificate for kubelet, and names it in kubelet's configuration: neither is of use without the other. Where the user
/// chose so, kubelet is told to request it from the cluster instead.
/// </summary>
internal sealed class IssueKubeletServing : RepairAction
{
    private const string Choice = "Choose how kubelet gets its serving certificate: kubepki repair kubelet --serving issue or bootstrap "
        + "(issue: signed here by the cluster's CA; bootstrap: requested from the cluster).";

    public required IReadOnlyList<RepairAction> Parts { get; init; }

    public override IEnumerable<KeyKind> NewKeys => Parts.SelectMany(part => part.NewKeys);

    /// <summary>Has kubelet serve a certificate that clients can verify, in the way that the user chose.</summary>
    /// <param name="draft">The plan.</param>
    /// <param name="reason">Why.</param>
    /// <param name="checks">The checks that ask for it.</param>
    public static void Plan(PlanDraft draft, string reason, IReadOnlyCollection<string> checks)
    {
        const string Key = PkiRoles.KubeletServer;
        if (draft.ActionFor(Key) is not null)
            return;
        var (action, obstacle) = draft.Facts.Options.Serving switch
        {
            KubeletServing.Issue => Issue(draft.Facts, reason),
            KubeletServing.Bootstrap => Bootstrap(draft.Node, reason),
            _ => (null, Choice),
        };
        if (action is null)
        {
            draft.LeaveAlone(Key, obstacle!);
            return;
        }
        foreach (var check in checks.Where(check => Resolves(draft.Facts.Options.Serving, check)))
            draft.Resolve(Key, check);
        draft.Add(Key, RepairPhase.KubeletAndCopies, action);
    }

    public override IEnumerable<PendingChange> Prepare(IssuanceContext issuance) =>
        Parts.SelectMany(part => part.Prepare(issuance)).ToList();

    // Whether nothing of what a check found is left afterwards.
    private static bool Resolves(KubeletServing serving, string check) => serving switch
    {
        KubeletServing.Issue => check is nameof(KubeletServingWithoutAddress),
        // Until the request is approved there is none, which is another finding.
        KubeletServing.Bootstrap => check is nameof(ServerTlsBootstrapOff),
        _ => false,
    };

    private static (RepairAction? Action, string? Obstacle) Bootstrap(NodeView node, string reason)
    {
        var kubelet = node.Pki.Kubelet!;
        if (kubelet.ServerTlsBootstrap == true)
            return (null, "serverTLSBootstrap is on: approve kubelet's request (kubectl get csr; "
                + "kubectl certificate approve NAME) for the signer kubernetes.io/kubelet-serving.");
        var (action, obstacle) = ConfigureKubelet.TurnOn(node, KubeletSetting.ServerTlsBootstrap, reason);
        return (action?.With(action.Step with
        {
            Title = "let kubelet request its serving certificate",
            Target = PkiRoles.KubeletServer,
            Restart =
            [
                "systemctl restart kubelet",
                kubelet.TlsCertFile is { } given
                    ? Advice.Of(
                        $"approve its request: kubectl get csr; kubectl certificate approve NAME; until then kubelet serves {given}")
                        .ToString()
                    : "approve its request: kubectl get csr; kubectl certificate approve NAME; "
                        + "until then kubelet serves nothing, and kubectl logs and exec fail",
            ],
        }), obstacle);
    }

    private static (RepairAction? Action, string? Obstacle) Issue(PlanFacts facts, string reason)
    {
        var (node, kubelet) = (facts.Node, facts.Node.Pki.Kubelet!);
        var rotated = $"{kubelet.CertificateDirectory}/{KubeletFiles.ServerLink}";
        if (kubelet.ServerTlsBootstrap == true && kubelet.Links.Any(link => link.NodePath == rotated && link.TargetExists))
            return (null,
                Advice.Of($"serverTLSBootstrap is on, and {rotated} takes precedence over tlsCertFile: approve its request instead "
                    + $"(kubectl get csr; kubectl certificate approve NAME).")
                    .ToString());
        if (facts.AuthorityOf(PkiRoles.ApiServer) is not { } authority)
            return (null, "The key of ca is not on this node. On a control plane node: kubepki repair kubelet --node-name NAME --add-san "
                + "ADDRESS --out-directory DIR; or here: kubepki repair kubelet --serving bootstrap.");
        if (node.Spec.NodeName is not { } name)
            return (null, "The node name is not known.");
        if (NodeNames.ValidationError(name.Value) is { } error)
            return (null, Printable.Text($"'{name.Value}' ({name.Source}) cannot be the node's name: {error}."));
        var isNamed = kubelet is { TlsCertFile: not null, TlsPrivateKeyFile: not null };
        if (!isNamed && (ConfigureKubelet.Obstacle(node, KubeletSetting.TlsCertFile)
            ?? ConfigureKubelet.Obstacle(node, KubeletSetting.TlsPrivateKeyFile)) is { } obstacle)
            return (null, obstacle);
        var old = ServingCertificate.Of(node.Pki);
        var (order, clamped) = OrderFor(facts, name.Value, old, authority);
        if (!order.Names.Texts().Any(text => IPAddress.TryParse(text, out _)))
            return (null, "The node's address is not known: specify it with -AddSan (kubepki: --add-san).");
        var path = isNamed ? kubelet.TlsCertFile! : $"{kubelet.CertificateDirectory}/{KubeletFiles.Serving}";
        var keyPath = isNamed ? kubelet.TlsPrivateKeyFile! : $"{kubelet.CertificateDirectory}/{KubeletFiles.ServingKey}";
        if (isNamed && old?.NodePath == path && IsGood(facts, old, order, authority))
            return (null, $"{path} is valid until {Times.Rfc3339(old.NotAfter)}.");
        return (Of(facts, order, authority, facts.KindLike(old), (path, keyPath), clamped, reason), null);
    }

    private static IssueKubeletServing Of(PlanFacts facts, CertificateOrder order, KubeCertificate authority,
        KeyKind kind, (string Certificate, string Key) paths, bool clamped, string reason)
    {
        var certificate = new RenewCertificate
        {
            Order = order,
            Authority = authority,
            NewKey = kind,
            CertificatePath = paths.Certificate,
            KeyPath = paths.Key,
            Step = NewStep("", PkiRoles.KubeletServer, "", [], []),
        };
        var naming = ConfigureKubelet.NameServing(facts.Node, paths.Certificate, paths.Key);
        PlannedChange[] changes =
        [
            new("write", facts.Node.HostPath(paths.Key), paths.Key, CertificateDetails.AccessOfKey(facts.Node.File(paths.Key))),
            new("write", facts.Node.HostPath(paths.Certificate), paths.Certificate,
                TextList.From(CertificateDetails.Of(order, null, kind, clamped))),
            .. naming is var (_, change) ? [change] : Array.Empty<PlannedChange>(),
        ];
        return new IssueKubeletServing
        {
            Parts = naming is var (action, _) ? [certificate, action] : [certificate],
            Step = NewStep("issue kubelet's serving certificate", PkiRoles.KubeletServer, reason, changes,
                ["systemctl restart kubelet",
                    $"repeat this before {Times.Date(order.NotAfter)}: the certificate in tlsCertFile is not renewed automatically"]) with
            {
                Until = order.NotAfter,
                WouldNotHelp = ["--kubelet-insecure-tls will not fix this: it hides the problem and allows man-in-the-middle attacks"],
            },
        };
    }

    // A serving certificate that a client could show would be a second credential of the node.
    private static (CertificateOrder Order, bool Clamped) OrderFor(
        PlanFacts facts, string name, KubeCertificate? old, KubeCertificate authority)
    {
        var (notBefore, notAfter, clamped) = facts.LifetimeBelow(authority);
        var names = old is null || old.GoError is not null ? AlternativeNameList.Empty : AlternativeNameList.Of(old.Parsed);
        names = names.With([name, .. facts.Node.Spec.NodeAddresses.Select(address => address.Value), .. facts.Options.AddNames])
            .Without(facts.Options.RemoveNames);
        return (ServingOrder.Of(name, names, notBefore, notAfter), clamped);
    }

    private static bool IsGood(PlanFacts facts, KubeCertificate old, CertificateOrder order, KubeCertificate authority) =>
        old.KeyMatches == true && PlanFacts.IsGoodForLong(old) && old.Usages.SequenceEqual(order.Usages)
        && GoJudge.Chain(old, [authority], facts.Node.AsOf) is null
        && order.Names.Texts().All(AlternativeNameList.Of(old.Parsed).Texts().Contains)
        && !facts.Options.RemoveNames.Any(AlternativeNameList.Of(old.Parsed).Contains);
}
