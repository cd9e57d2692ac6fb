using KubePki.Model;
using KubePki.Node.Kubelet;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Content;

/// <summary>Certificates without the extended key usage that their peers ask for.</summary>
internal sealed class WrongUsage : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(WrongUsage), "Content", FindingSeverity.Critical,
        "A certificate lacks an extended key usage (serverAuth, clientAuth) that its purpose requires.", References.Certificates);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        // MicroK8s of old has what kubelet made itself where the credential is now.
        var serving = ServingCertificate.Of(node.Pki);
        foreach (var leaf in serving is { Role: PkiRoles.KubeletServer } ? node.Leaves.Append(serving) : node.Leaves)
        {
            // Without the extension, or with "any", Go asks no more.
            if (leaf.Usages.Count == 0 || leaf.Usages.Contains("any") || PkiRoles.Find(leaf.Role) is not { Usages.Count: > 0 } role)
                continue;
            var missing = role.Usages.Where(usage => !leaf.Usages.Contains(usage)).ToList();
            if (missing.Count > 0)
                yield return Lacking(node, leaf, role, missing);
        }
    }

    private static CheckResult Lacking(NodeView node, KubeCertificate leaf, PkiRole role, List<string> missing)
    {
        // etcd shows its server certificate to itself as a client, for its gateway only.
        var isGateway = leaf.Role == PkiRoles.EtcdServer && !missing.Contains("serverAuth");
        return CheckResult.In(leaf, $"Its extended key usage is {leaf.Usages}; {string.Join(" and ", missing)} is missing.",
            isGateway
                ? "etcd rejects its own gateway: \"rejected connection … bad certificate\" fills its log."
                : Consequences.Of(leaf.Role),
            leaf.Role == PkiRoles.KubeletServer
                ? Advice.Of($"Set serverTLSBootstrap: true in kubelet's configuration, restart kubelet, "
                    + $"approve its request; or issue it manually with serverAuth only.")
                : node.Guidance.Create(leaf.Role!, leaf.NodePath, moveAway: true)) with
        {
            Severity = isGateway ? FindingSeverity.Warning : Consequences.SeverityOf(leaf.Role),
            Proof =
            [
                $"{leaf.NodePath}: {leaf.Usages}; {role.Name} needs {string.Join(", ", role.Usages)}",
                "Go: x509: certificate specifies an incompatible key usage",
            ],
            Fix = node.Fixes.Renew(leaf),
        };
    }
}
