using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Kubelet;

/// <summary>kubelet's certificate is of another name than the one under which kubelet registers.</summary>
internal sealed class KubeletNodeNameMismatch : NodeCheck
{
    // Another user's name altogether: WrongSubject, AdminAsBootstrap.
    public override KubePkiCheck About { get; } = new(nameof(KubeletNodeNameMismatch), "Kubelet", FindingSeverity.Error,
        "The name in kubelet's certificate is not the node's name.", References.NodeAuthorizer);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        if (node.Kubelet is not { NameMatches: false, Certificate: { } certificate } verdict
            || !certificate.CommonName.StartsWith(PkiRoles.NodeUser, StringComparison.Ordinal))
            yield break;
        yield return CheckResult.In(certificate,
            $"Its name is {certificate.CommonName}, but the node is {verdict.NodeName}.",
            "Where the node authorizer is on, kubelet is let in and then forbidden: 403 Forbidden, "
                + $"\"node \"{certificate.CommonName[PkiRoles.NodeUser.Length..]}\" is not allowed to modify node "
                + $"\"{verdict.NodeName}\"\". That is another fault than 401 Unauthorized.",
            $"Make the names equal: --hostname-override={certificate.CommonName[PkiRoles.NodeUser.Length..]}, "
                + $"or a new certificate: {node.Guidance.KubeletConfig()}") with
        {
            Proof = [$"{certificate.NodePath}: {certificate.Subject}", $"{verdict.NodeNameSource}: {verdict.NodeName}"],
            CanRepair = node.Guidance.CanSign("ca"),
        };
    }
}
