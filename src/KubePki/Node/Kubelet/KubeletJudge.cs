using KubePki.Model;
using KubePki.Node.Guidance;
using KubePki.Node.Layout;

namespace KubePki.Node.Kubelet;

/// <summary>
/// Says whether kubelet can speak to its API server with the credential that it has, by the rules of kubelet itself
/// (cmd/kubelet/app/server.go, pkg/kubelet/certificate/bootstrap) and of the API server's authenticator.
/// </summary>
public static class KubeletJudge
{
    /// <summary>What many believe otherwise.</summary>
    internal const string LeftOut = "\"kubeadm certs renew all\" renews ten certificates and kubeconfigs, but not kubelet.conf";

    /// <summary>Looks at the kubelet of a node, or at the pems that were read from a directory or a file.</summary>
    /// <param name="node">The snapshot.</param>
    /// <param name="spec">The configuration rebuilt from it.</param>
    /// <param name="nodeName">The node's name when it is known better than the files tell; else null.</param>
    /// <param name="path">The pem or the kubeconfig that is asked about, as a path of this machine; null, or any other path, for what
    /// kubelet uses.</param>
    public static KubeletClientVerdict Judge(NodePki node, NodeSpec spec, string? nodeName = null, string? path = null)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(spec);
        var name = nodeName is null ? spec.NodeName : new SpecValue(nodeName, "as given");
        var credential = KubeletCredential.Of(node, path);
        var candidates = new PemRanking(node, name?.Value, credential).Candidates();
        var current = candidates.FirstOrDefault(pem => pem.IsCurrent);
        var usable = (current?.Usable == true && credential.Breakage is null) || NeedsNoCertificate(node, credential);
        var start = KubeletStart.Of(node, credential, current);
        var isHere = node.Kubelet is not null || candidates.Count > 0 || credential.Kubeconfig is not null || node.Scan is not null;
        var best = usable ? null : candidates.FirstOrDefault(pem => pem.Usable && !pem.IsCurrent);
        var heals = !usable && credential.Breakage is null ? HealsAt(current, node.AsOf) : null;
        var renewer = RenewerOf(node, credential, current);
        return new KubeletClientVerdict
        {
            Root = node.Root,
            NodeName = name?.Value,
            NodeNameSource = name?.Source,
            Kubeconfig = credential.Kubeconfig?.NodePath ?? node.Kubelet?.Kubeconfig,
            CredentialKind = credential.Kubeconfig?.CredentialKind ?? CredentialKinds.None,
            CredentialPath = credential.Path,
            LinkTarget = credential.Link?.Target,
            Certificate = current?.Certificate,
            Usable = usable,
            Reason = ReasonOf(node, credential, current, heals),
            GoError = usable ? null : credential.Breakage?.GoError ?? current?.GoError ?? start.GoError,
            NameMatches = current?.IsForThisNode,
            Candidates = candidates,
            BestAlternative = best,
            AtStart = IsOfCommand(credential) ? "kubelet starts, and asks the command for a token."
                : NeedsNoCertificate(node, credential) ? "kubelet starts with the token."
                : isHere ? start.Text : "There is no kubelet to start.",
            WhileRunning = renewer is not null ? $"kubelet does not renew it; {renewer} does, {renewer.RenewsWhen}."
                : IsOfCommand(credential) ? "It asks for the next token when one ends."
                : NeedsNoCertificate(node, credential) ? "It uses the token as long as the API server accepts it."
                : isHere ? start.WhileRunning : "There is none to run.",
            HealsAt = heals,
            RestartHelps = !usable && start.RestartHelps,
            Remedy = usable ? WhileUsable(node, current, renewer, new NodeGuidance(node, spec))
                : !isHere ? "Nothing here shows that this node runs kubelet. If it should, start it, or join the node to the cluster."
                : RemedyOf(node, credential, best, heals, start, new NodeGuidance(node, spec)).ToString(),
            RotationFrom = renewer is null && current?.Certificate is { } first ? RotationWindow.From(first) : null,
            RotationUntil = renewer is null && current?.Certificate is { } last ? RotationWindow.Until(last) : null,
            Clock = ClockInspector.Inspect(node, current?.Certificate),
            AsOf = node.AsOf,
        };
    }

    // Who renews a certificate that kubelet does not rotate: it would be a link of kubelet's, or rotation be on.
    private static Distribution? RenewerOf(NodePki node, KubeletCredential credential, KubeletPem? current) =>
        current is null || node.Kubelet is null or { RotateCertificates: true } || credential.Path is not { } path
            || KubeletFiles.IsLink(path) ? null : Distributions.Find(node.Distribution) is { IsSelfManaged: true } renewer ? renewer : null;

    // Only time heals by itself, and only what is not yet valid.
    private static DateTimeOffset? HealsAt(KubeletPem? current, DateTimeOffset asOf) =>
        current is { Certificate: { } certificate, KeyMatches: true, IsSigned: not false, IsForClients: true }
            && asOf < certificate.NotBefore && !certificate.IsNeverValid
            ? certificate.NotBefore
            : null;

    // A cloud's command makes a token for each request.
    private static bool IsOfCommand(KubeletCredential credential) => credential is
        { Breakage: null, Certificate: null, Kubeconfig.CredentialKind: CredentialKinds.Exec };

    // Only with a bootstrap kubeconfig kubelet insists on a certificate (bootstrap.go, isClientConfigStillValid).
    private static bool NeedsNoCertificate(NodePki node, KubeletCredential credential) => IsOfCommand(credential)
        || (credential is { Breakage: null, Certificate: null, Kubeconfig.CredentialKind: CredentialKinds.Token }
            && node.Kubelet is { BootstrapKubeconfig: null });

    private static string ReasonOf(
        NodePki node, KubeletCredential credential, KubeletPem? current, DateTimeOffset? heals)
    {
        var asOf = node.AsOf;
        if (credential.Breakage is { } breakage)
            return breakage.Reason;
        if (IsOfCommand(credential))
            return $"kubelet gets its credential from a command that {credential.Kubeconfig!.NodePath} names: nothing on disk expires.";
        if (NeedsNoCertificate(node, credential))
            return $"kubelet logs in with the token in {credential.Kubeconfig!.NodePath}: no certificate of it expires.";
        if (current is null)
            return credential.Kubeconfig is null
                ? "kubelet has no kubeconfig, and no client certificate was found."
                : $"The kubeconfig {credential.Kubeconfig.NodePath} has no client certificate.";
        if (heals is { } time)
            return $"The certificate is not valid until {Times.Rfc3339(time)}, "
                + $"{Times.Span(time - asOf)} from now: the clock was ahead when it was issued.";
        if (!current.Usable)
            return current.Reason!;
        return $"The certificate is valid until {Times.Rfc3339(current.Certificate!.NotAfter)}, "
            + "its key matches"
            + $"{(current.IsSigned is null ? "; no CA was found, so its signature was not checked" : ", and the cluster's CA signed it")}."
            + (current.IsForThisNode == false
                ? $" Its name {current.Certificate.CommonName} does not match this node: "
                    + "the API server returns 403 Forbidden if the node authorizer is enabled."
                : "");
    }

    // That kubelet may come in is not all: the next certificate must come.
    private static string WhileUsable(NodePki node, KubeletPem? current, Distribution? renewer, NodeGuidance guidance)
    {
        if (current?.IsForThisNode == false)
            return Advice.Of($"{guidance.Own($"repair kubelet")}: the credential is another node's.").ToString();
        return renewer is null && current?.Certificate is { } certificate && node.AsOf > RotationWindow.Until(certificate)
            ? Advice.Of($"kubelet should have renewed it by {Times.Rfc3339(RotationWindow.Until(certificate))}: kubectl get csr, "
                + $"and approve what is pending; without an API server: {guidance.Own($"repair kubelet")}").ToString()
            : "No action is needed.";
    }

    private static Advice RemedyOf(NodePki node, KubeletCredential credential, KubeletPem? best, DateTimeOffset? heals,
        KubeletStart start, NodeGuidance guidance)
    {
        if (best is not null && credential.Path is { } link && best.NodePath.EndsWith(".pem", StringComparison.Ordinal)
            && (credential.Kubeconfig is not null || link.EndsWith(".pem", StringComparison.Ordinal)))
            return Advice.Of(
                $"{SwitchTo(node, best.NodePath, link, credential)}"
                    + $"{(heals is { } time ? Advice.Of($"; or wait until {Times.Rfc3339(time)}") : null)}");
        if (heals is { } healing)
            return Advice.Of(
                $"Wait until {Times.Rfc3339(healing)}, or correct the clock and issue a new certificate: "
                    + $"{guidance.KubeletAnew(credential.Path)}");
        if (!start.RestartHelps)
            return guidance.KubeletConfig();
        return Distributions.Find(node.Distribution)?.Elsewhere is { } elsewhere
            ? Advice.Of($"{guidance.RestartKubelet}; if the node stays NotReady: {Advice.Written(elsewhere)}") : guidance.RestartKubelet;
    }

    // As kubelet switches itself: a new link first, then a rename over the old one.
    private static Advice SwitchTo(NodePki node, string target, string link, KubeletCredential credential)
    {
        // What is embedded is not a pem that could be replaced, and a dated pem is one that rotation leaves behind.
        if (credential.Kubeconfig is { } kubeconfig && node.Kubelet is { } kubelet
            && (kubeconfig.CredentialKind == CredentialKinds.EmbeddedCertificate || KubeletFiles.IsDated(link)))
            return FollowLink(kubelet, target, kubeconfig);
        if (KubeletFiles.UpdatedOf(link) == link)
            return Advice.Of($"{NodeGuidance.MoveAside(link)} && cp -p {target} {link} && systemctl restart kubelet");
        return Advice.Of($"{LinkTo(target, link, credential.Link)} && systemctl restart kubelet");
    }

    /// <summary>How kubelet's kubeconfig comes to name the link, which is the only path that follows rotation.</summary>
    /// <param name="kubelet">The kubelet.</param>
    /// <param name="target">The pem to which the link is to lead; null where it leads to a good one.</param>
    /// <param name="kubeconfig">kubelet's kubeconfig.</param>
    internal static Advice FollowLink(KubeletState kubelet, string? target, Kubeconfig kubeconfig)
    {
        var link = $"{kubelet.CertificateDirectory}/{KubeletFiles.ClientLink}";
        var current = kubelet.Links.FirstOrDefault(known => known.NodePath == link);
        var relink = target is null || target == link || current is { TargetExists: true } && current.Target == target ? null
            : Advice.Of($"{LinkTo(target, link, current)} && ");
        return Advice.Of($"cp -p {kubeconfig.NodePath} {kubeconfig.NodePath}.$(date +%s) && {relink}kubectl config "
            + $"set-credentials{Advice.FirstWord(kubeconfig.User)} --kubeconfig {kubeconfig.NodePath} "
            + $"--client-certificate {link} --client-key {link}{Advice.LastWord(kubeconfig.User)} && systemctl restart kubelet");
    }

    // A link is replaced, and what it leads to stays; a file is moved.
    private static Advice LinkTo(string target, string link, KubeletLink? current)
    {
        var updated = KubeletFiles.UpdatedOf(link);
        return current is { IsLink: false } ? Advice.Of($"{NodeGuidance.MoveAside(link)} && ln -s {target} {link}")
            : Advice.Of($"ln -sfn {target} {updated} && mv -T {updated} {link}");
    }
}
