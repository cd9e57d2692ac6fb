using KubePki.Model;
using KubePki.Node.Guidance;
using KubePki.Node.Kubelet;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Kubelet;

/// <summary>A kubeconfig of kubelet that names the pem of one moment instead of the link: rotation goes on beside it.</summary>
internal sealed class KubeletCredentialPinned : NodeCheck
{
    // Until then another restart is likely to come first.
    private const double Share = 0.2;

    public override KubePkiCheck About { get; } = new(nameof(KubeletCredentialPinned), "Kubelet", FindingSeverity.Error,
        "kubelet.conf names a dated PEM file instead of kubelet-client-current.pem, so it does not follow rotation.",
        References.KubeletRotation);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        if (node.Pki.Kubelet is not { } kubelet || node.Kubelet is not { } verdict || PinnedOf(node) is not { } pinned)
            yield break;
        var link = $"{kubelet.CertificateDirectory}/{KubeletFiles.ClientLink}";
        var current = kubelet.Links.FirstOrDefault(known => known.NodePath == link);
        var hasMovedOn = current is { TargetExists: true } && current.Target is { } target && !SameName(target, pinned.CertificatePath!);
        var end = verdict.Certificate?.NotAfter;
        yield return CheckResult.In(pinned.Kubeconfig, $"{pinned.Kubeconfig.NodePath} names {pinned.CertificatePath}, not "
                + $"{KubeletFiles.ClientLink}{(hasMovedOn ? $", which rotation has moved on to {current!.Target}" : "")}.",
            end is null ? "kubelet cannot load the file on its next start: the node becomes NotReady."
                : $"When kubelet starts after {Times.Rfc3339(end.Value)}, it finds this certificate expired and exits: the node becomes "
                    + "NotReady. Rotation writes new PEM files, and this file does not name them.",
            Advice.Of($"{NodeGuidance.Ours($"repair kubelet")}"
                + $"{KubeletJudge.FollowLink(kubelet, hasMovedOn ? null : BestOf(verdict), pinned.Kubeconfig)}")) with
        {
            Severity = hasMovedOn || verdict.Certificate is not { } certificate
                || certificate.Remaining < (certificate.NotAfter - certificate.NotBefore) * Share
                ? FindingSeverity.Error : FindingSeverity.Warning,
            Certificate = verdict.Certificate,
            Proof =
            [
                $"{pinned.Kubeconfig.NodePath}: client-certificate {pinned.CertificatePath}",
                current is null ? $"{link}: no such file" : current.ToString(),
                .. end is null ? Array.Empty<string>() : [$"{pinned.CertificatePath}: NotAfter {Times.Rfc3339(end.Value)}"],
            ],
            Fix = verdict.Usable ? new Fix.RenewKubeletCredential() : node.Fixes.RenewKubelet(),
        };
    }

    /// <summary>The kubeconfig that names a dated pem, and that pem; null where none does.</summary>
    internal static (Kubeconfig Kubeconfig, string? CertificatePath)? PinnedOf(NodeView node) =>
        node.Pki.Kubelet is { } kubelet && node.KubeconfigAt(kubelet.Kubeconfig) is { } kubeconfig
            && kubeconfig.Users.FirstOrDefault(user => user.Name == kubeconfig.User) is { CertificatePath: { } path }
            && KubeletFiles.IsDated(path) && path.StartsWith(kubelet.CertificateDirectory + "/", StringComparison.Ordinal)
            ? (kubeconfig, path) : null;

    private static string? BestOf(KubeletClientVerdict verdict) =>
        verdict.Candidates.FirstOrDefault(pem => pem.Usable && KubeletFiles.IsDated(pem.NodePath))?.NodePath ?? verdict.CredentialPath;

    private static bool SameName(string one, string other) => Path.GetFileName(one) == Path.GetFileName(other);
}
