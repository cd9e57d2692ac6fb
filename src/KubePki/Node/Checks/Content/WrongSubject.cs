using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Content;

/// <summary>Client certificates whose name or group Kubernetes does not know: 403 Forbidden, not 401 Unauthorized.</summary>
internal sealed class WrongSubject : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(WrongSubject), "Content", FindingSeverity.Error,
        "The common name or organization of a client certificate is wrong for its purpose.", References.Rbac);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        var kubelets = node.Kubelet?.Certificate is { Source: CertificateSource.File } credential
            ? [credential]
            : Array.Empty<KubeCertificate>();
        foreach (var leaf in node.Leaves.Concat(kubelets))
        {
            // AdminAsBootstrap: nothing is forbidden to it.
            if (leaf.Role is PkiRoles.KubeletConf or PkiRoles.KubeletClient && KubePki.Node.Checks.Kubelet.AdminAsBootstrap.IsAdmin(leaf))
                continue;
            // What a distribution gives itself it also binds.
            if (PkiLayouts.RunnerOf(leaf.NodePath) is null && Expected(leaf) is { } expected)
                yield return Wrong(node, leaf, expected.Message, expected.Proof);
        }
        foreach (var result in FrontProxy(node))
            yield return result;
    }

    private static (string Message, string Proof)? Expected(KubeCertificate leaf)
    {
        var role = PkiRoles.Find(leaf.Role);
        if (role?.CommonName is { } name && !Fits(name, leaf.CommonName))
            return ($"Its common name is {Quoted(leaf.CommonName)}, not {name.Replace("*", "NAME", StringComparison.Ordinal)}.",
                $"{leaf.NodePath}: {leaf.Subject}; the role {role.Name} is bound to the user {name}");
        if (role?.Organization is { } group && !leaf.Organization.Contains(group))
            return ($"Its organization is {(leaf.Organization.Count == 0 ? "absent" : leaf.Organization)}, not {group}.",
                $"{leaf.NodePath}: {leaf.Subject}; the node authorizer accepts only members of {group}");
        return null;
    }

    private static bool Fits(string pattern, string name) =>
        pattern.EndsWith('*') ? name.Length >= pattern.Length && name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern;

    private static string Quoted(string name) => name.Length == 0 ? "empty" : name;

    private static IEnumerable<CheckResult> FrontProxy(NodeView node)
    {
        // Without the flag every name is allowed.
        if (node.Component("kube-apiserver") is not { } server || server.Flag("requestheader-allowed-names") is not { } flag)
            yield break;
        var allowed = flag.Trim('"', '\'');
        foreach (var leaf in node.Leaves
            .Where(leaf => leaf.Role == PkiRoles.FrontProxyClient && !allowed.Split(',').Contains(leaf.CommonName)))
            yield return NotAllowed(node, server, leaf, allowed);
    }

    // The API server hands the list on in a ConfigMap, where one empty name is a name: whoever reads it there allows nobody.
    private static CheckResult NotAllowed(
        NodeView node, ControlPlaneComponent server, KubeCertificate leaf, string allowed) => CheckResult.In(leaf,
        allowed.Length == 0
            ? $"--requestheader-allowed-names is an empty string, and its common name is {Quoted(leaf.CommonName)}."
            : $"Its common name {Quoted(leaf.CommonName)} is not among --requestheader-allowed-names={allowed}.",
        $"{Consequences.Of(leaf.Role)} metrics-server and other aggregated APIs answer: "
            + $"\"x509: subject with cn={leaf.CommonName} is not in the allowed list: [{allowed.Replace(',', ' ')}]\".",
        Advice.Of($"Remove --requestheader-allowed-names from {server.NodePath}, or let it name {leaf.CommonName}. Then restart "
            + $"kube-apiserver and the aggregated APIs.")) with
    {
        Severity = allowed.Length == 0 ? FindingSeverity.Warning : FindingSeverity.Error,
        Proof =
        [
            $"{server.NodePath}: --requestheader-allowed-names={allowed}",
            $"{leaf.NodePath}: {leaf.Subject}",
            $"Go: x509: subject with cn={leaf.CommonName} is not in the allowed list",
        ],
        Fix = allowed.Length == 0 ? null : node.Fixes.Renew(leaf),
    };

    private static CheckResult Wrong(NodeView node, KubeCertificate leaf, string message, string proof) => CheckResult.In(leaf, message,
        $"The API server authenticates it and then denies everything (403 Forbidden). {Consequences.Of(leaf.Role)}",
        leaf.Role is PkiRoles.KubeletClient or PkiRoles.KubeletConf
            ? node.Guidance.KubeletConfig()
            : node.Guidance.Create(leaf.Role!, leaf.NodePath, moveAway: true)) with
    {
        Proof = [proof],
        Fix = node.Fixes.Renew(leaf),
    };
}
