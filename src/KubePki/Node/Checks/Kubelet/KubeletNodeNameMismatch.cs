using KubePki.Model;
using KubePki.Node.Guidance;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Kubelet;

/// <summary>kubelet's certificate is of another name than the one under which kubelet registers.</summary>
internal sealed class KubeletNodeNameMismatch : NodeCheck
{
    // Another user's name altogether: WrongSubject, AdminAsBootstrap.
    public override KubePkiCheck About { get; } = new(nameof(KubeletNodeNameMismatch), "Kubelet", FindingSeverity.Error,
        "The name in kubelet's certificate does not match the node name.", References.NodeAuthorizer);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        if (node.Kubelet is not { NameMatches: false, Certificate: { } certificate } verdict
            || !certificate.CommonName.StartsWith(PkiRoles.NodeUser, StringComparison.Ordinal))
            yield break;
        yield return CheckResult.In(certificate,
            $"Its name is {certificate.CommonName}, but the node is {verdict.NodeName}.",
            "If the node authorizer is enabled, kubelet is authenticated but not authorized: 403 Forbidden, "
                + $"\"node \"{certificate.CommonName[PkiRoles.NodeUser.Length..]}\" is not allowed to modify node "
                + $"\"{verdict.NodeName}\"\". This is not the same as 401 Unauthorized.",
            $"{(CanRepair(node) ? Advice.Of($"{NodeGuidance.Ours($"repair kubelet")}make ") : Advice.Of($"Make "))}"
                + $"the names match: "
                + $"--hostname-override={certificate.CommonName[PkiRoles.NodeUser.Length..]}, "
                + $"or issue a new certificate: {node.Guidance.KubeletConfig()}") with
        {
            Fix = new Fix.RenewKubeletCredential { IsPossible = CanRepair(node) },
            Proof = [$"{certificate.NodePath}: {certificate.Subject}", $"{verdict.NodeNameSource}: {verdict.NodeName}"],
        };
    }

    /// <summary>
    /// Whether the name that kubelet registers under is certain enough to be written into a certificate: clouds give nodes names that their
    /// files do not tell.
    /// </summary>
    internal static bool IsCertain(NodeView node) => NodeNames.ForCertificates(node.Spec) is not null && node.Pki.Kubelet is { } kubelet
        && (kubelet.HostnameOverride is not null || !kubelet.Settings.Any(setting => setting.Name == "cloud-provider"));

    /// <summary>Whether a credential of that name can be issued here.</summary>
    internal static bool CanIssue(NodeView node) => IsCertain(node) && node.Guidance.CanSign(PkiRoles.ClusterAuthority);

    private static bool CanRepair(NodeView node) => CanIssue(node)
        || (IsCertain(node) && node.Kubelet!.Candidates.Any(pem => pem is { Usable: true, IsCurrent: false, IsForThisNode: true }));
}
