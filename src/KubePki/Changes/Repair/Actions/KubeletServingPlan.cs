using System.Net;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Checks.Kubelet;
using KubePki.Node.Kubelet;
using KubePki.Node.Layout;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;

namespace KubePki.Changes.Repair.Actions;

/// <summary>What has kubelet serve a certificate that clients can verify, in the way that the user chose.</summary>
internal sealed class KubeletServingPlan(NodeView node, PlanDraft draft, RepairOptions options)
{
    private const string Choice = "Choose how kubelet gets its serving certificate: Repair-KubeletClientCert -Serving Issue (signed "
        + "here by the cluster's CA) or Bootstrap (kubelet requests it from the cluster); "
        + "kubepki repair kubelet --serving issue or bootstrap.";

    private readonly KubeletState _kubelet = node.Pki.Kubelet!;
    private readonly KubeletConfigurationPlan _configuration = new(node);

    /// <summary>Whether nothing of what a check found is left afterwards.</summary>
    public bool Cures(string check) => options.Serving switch
    {
        KubeletServing.Issue => check is nameof(KubeletServingWithoutAddress),
        // Until the request is approved there is none, which is another finding.
        KubeletServing.Bootstrap => check is nameof(ServerTlsBootstrapOff),
        _ => false,
    };

    /// <summary>The work; else why there is none.</summary>
    public (RepairAction? Action, string? Obstacle) Plan(string reason) => options.Serving switch
    {
        KubeletServing.Issue => Issue(reason),
        KubeletServing.Bootstrap => Bootstrap(reason),
        _ => (null, Choice),
    };

    private (RepairAction? Action, string? Obstacle) Bootstrap(string reason)
    {
        if (_kubelet.ServerTlsBootstrap == true)
            return (null, "serverTLSBootstrap is on: approve kubelet's request (kubectl get csr; "
                + "kubectl certificate approve NAME) for the signer kubernetes.io/kubelet-serving.");
        var (action, obstacle) = _configuration.TurnOn(KubeletSetting.ServerTlsBootstrap, reason);
        return (action?.With(action.Step with
        {
            Title = "let kubelet request its serving certificate",
            Target = PkiRoles.KubeletServer,
            Restart =
            [
                "systemctl restart kubelet",
                _kubelet.TlsCertFile is { } given
                    ? Advice.Of(
                        $"approve its request: kubectl get csr; kubectl certificate approve NAME; until then kubelet serves {given}")
                        .ToString()
                    : "approve its request: kubectl get csr; kubectl certificate approve NAME; "
                        + "until then kubelet serves nothing, and kubectl logs and exec fail",
            ],
        }), obstacle);
    }

    private (RepairAction? Action, string? Obstacle) Issue(string reason)
    {
        var rotated = $"{_kubelet.CertificateDirectory}/{KubeletFiles.ServerLink}";
        if (_kubelet.ServerTlsBootstrap == true && _kubelet.Links.Any(link => link.NodePath == rotated && link.TargetExists))
            return (null,
                Advice.Of($"serverTLSBootstrap is on, and {rotated} takes precedence over tlsCertFile: approve its request instead "
                    + $"(kubectl get csr; kubectl certificate approve NAME).")
                    .ToString());
        if (draft.AuthorityOf(PkiRoles.ApiServer) is not { } authority)
            return (null, "The key of ca is not on this node. On a control plane node: kubepki repair kubelet --node-name NAME --add-san "
                + "ADDRESS --out-directory DIR; or here: --serving bootstrap.");
        if (node.Spec.NodeName is not { } name)
            return (null, "The node name is not known.");
        var isNamed = _kubelet is { TlsCertFile: not null, TlsPrivateKeyFile: not null };
        if (!isNamed && (_configuration.Obstacle(KubeletSetting.TlsCertFile)
            ?? _configuration.Obstacle(KubeletSetting.TlsPrivateKeyFile)) is { } obstacle)
            return (null, obstacle);
        var old = ServingCertificate.Of(node.Pki);
        var (order, clamped) = OrderFor(name.Value, old, authority);
        if (!order.Names.Texts().Any(text => IPAddress.TryParse(text, out _)))
            return (null, "The node's address is not known: specify it with -AddSan (kubepki: --add-san).");
        var path = isNamed ? _kubelet.TlsCertFile! : $"{_kubelet.CertificateDirectory}/{KubeletFiles.Serving}";
        var keyPath = isNamed ? _kubelet.TlsPrivateKeyFile! : $"{_kubelet.CertificateDirectory}/{KubeletFiles.ServingKey}";
        if (isNamed && old?.NodePath == path && IsGood(old, order, authority))
            return (null, $"{path} is valid until {Times.Rfc3339(old.NotAfter)}.");
        return (Of(order, authority, draft.KindLike(old), (path, keyPath), clamped, reason), null);
    }

    private CombinedAction Of(CertificateOrder order, KubeCertificate authority,
        KeyKind kind, (string Certificate, string Key) paths, bool clamped, string reason)
    {
        var certificate = new RenewCertificate
        {
            Order = order,
            Authority = authority,
            NewKey = kind,
            CertificatePath = paths.Certificate,
            KeyPath = paths.Key,
            Step = PlanDraft.Step("", PkiRoles.KubeletServer, "", [], []),
        };
        var naming = _configuration.NameServing(paths.Certificate, paths.Key);
        PlannedChange[] changes =
        [
            new("write", node.HostPath(paths.Key), paths.Key, CertificateDetails.AccessOfKey(node.File(paths.Key))),
            new("write", node.HostPath(paths.Certificate), paths.Certificate,
                TextList.From(CertificateDetails.Of(order, null, kind, clamped))),
            .. naming is var (_, change) ? [change] : Array.Empty<PlannedChange>(),
        ];
        return new CombinedAction
        {
            Parts = naming is var (action, _) ? [certificate, action] : [certificate],
            Step = PlanDraft.Step("issue kubelet's serving certificate", PkiRoles.KubeletServer, reason, changes,
                ["systemctl restart kubelet",
                    $"repeat this before {Times.Date(order.NotAfter)}: the certificate in tlsCertFile is not renewed automatically"]) with
            {
                WouldNotHelp = ["--kubelet-insecure-tls will not fix this: it hides the problem and allows man-in-the-middle attacks"],
            },
        };
    }

    // A serving certificate that a client could show would be a second credential of the node.
    private (CertificateOrder Order, bool Clamped) OrderFor(string name, KubeCertificate? old, KubeCertificate authority)
    {
        var (notBefore, notAfter, clamped) = draft.Lifetime(authority);
        var names = old is null || old.GoError is not null ? AlternativeNameList.Empty : AlternativeNameList.Of(old.Parsed);
        return (ServingOrder.Of(name, names.With([name, .. node.Spec.NodeAddresses.Select(address => address.Value), .. options.AddNames])
            .Without(options.RemoveNames), notBefore, notAfter), clamped);
    }

    private bool IsGood(KubeCertificate old, CertificateOrder order, KubeCertificate authority) => old.KeyMatches == true
        && PlanDraft.IsGoodForLong(old) && old.Usages.SequenceEqual(order.Usages)
        && GoJudge.Chain(old, [authority], node.AsOf) is null
        && order.Names.Texts().All(AlternativeNameList.Of(old.Parsed).Texts().Contains)
        && !options.RemoveNames.Any(AlternativeNameList.Of(old.Parsed).Contains);
}
