using KubePki.Model;
using KubePki.Node.Kubelet;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Kubelet;

/// <summary>kubelet's client certificate, as Test-KubeletClientCert judges it.</summary>
internal sealed class KubeletCredentialUnusable : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(KubeletCredentialUnusable), "Kubelet", FindingSeverity.Critical,
        "kubelet cannot authenticate to the API server with its credential.", References.KubeletBootstrap);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        if (node.Kubelet is not { Usable: false } verdict || (verdict.Certificate is null && !IsExpected(node))
            || node.IsClockBehind)
            yield break;
        yield return new CheckResult("kubelet", verdict.Reason,
            $"{verdict.AtStart} {(verdict.RestartHelps ? "Restarting kubelet is enough." : "Restarting kubelet does not help.")}",
            Advice.Written(verdict.Remedy)) with
        {
            Path = verdict.Certificate?.Path ?? ((verdict.CredentialPath ?? verdict.Kubeconfig) is { } path ? node.HostPath(path) : null),
            NodePath = verdict.Certificate?.NodePath ?? verdict.CredentialPath ?? verdict.Kubeconfig,
            Severity = verdict.RestartHelps ? FindingSeverity.Error : FindingSeverity.Critical,
            Certificate = verdict.Certificate,
            Proof = Proof(verdict),
            Fix = node.Fixes.RenewKubelet(),
        };
    }

    // A machine on which kubelet was set up and has not joined yet has nothing to lose.
    private static bool IsExpected(NodeView node) => node.Spec.IsControlPlane
        || node.Kubeconfigs.Any(kubeconfig => kubeconfig.Role == PkiRoles.KubeletConf) || node.Pki.Kubelet!.Links.Count > 0;

    private static IEnumerable<string> Proof(KubeletClientVerdict verdict)
    {
        if (verdict.Kubeconfig is { } kubeconfig)
            yield return $"{kubeconfig}: {Describe(verdict)}{(verdict.LinkTarget is { } target ? $" -> {target}" : "")}";
        if (verdict.Certificate is { } certificate)
            yield return $"{certificate.NodePath}: {certificate.Subject}, "
                + $"{Times.Rfc3339(certificate.NotBefore)} to {Times.Rfc3339(certificate.NotAfter)}";
        if (verdict.GoError is { } error)
            yield return $"Go: {error}";
        if (verdict.HealsAt is { } time)
            yield return $"It becomes valid without a repair at {Times.Rfc3339(time)}";
        if (verdict.BestAlternative is { } best)
            yield return $"{best.NodePath}: valid until {Times.Rfc3339(best.Certificate!.NotAfter)}, "
                + "key matches, signed by the cluster's CA: usable now";
        if (verdict.Clock.AheadBy is not null)
            yield return verdict.Clock.Conclusion;
        if (verdict is { CredentialKind: CredentialKinds.EmbeddedCertificate, Certificate.Expired: true })
            yield return $"{KubeletJudge.LeftOut}; \"kubeadm init phase certs all\" skips existing files";
    }

    private static string Describe(KubeletClientVerdict verdict) => verdict.CredentialKind switch
    {
        CredentialKinds.CertificateFile => $"client-certificate {verdict.CredentialPath}",
        CredentialKinds.EmbeddedCertificate => "client-certificate-data, embedded in the file",
        _ => verdict.CredentialKind,
    };
}
