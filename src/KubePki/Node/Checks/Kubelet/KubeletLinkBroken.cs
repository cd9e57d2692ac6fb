using KubePki.Model;
using KubePki.Node.Guidance;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Kubelet;

/// <summary>kubelet's current links: dangling, turned into files by a copy, or left behind by a switch that was cut off.</summary>
internal sealed class KubeletLinkBroken : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(KubeletLinkBroken), "Kubelet", FindingSeverity.Error,
        "kubelet-client-current.pem or kubelet-server-current.pem is a dangling link, not a link, or its switch was interrupted.",
        References.KubeletRotation);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        foreach (var link in node.Pki.Kubelet?.Links ?? [])
        {
            if (!link.IsLink)
                yield return RegularFile(link);
            else if (KubeletFiles.IsUpdated(link.NodePath))
                yield return Unfinished(node, link);
            else if (!link.TargetExists)
                yield return Dangling(node, link);
        }
    }

    private static Fix FixOf(KubeletLink link) =>
        KubeletFiles.CurrentOf(link.NodePath).EndsWith(KubeletFiles.ServerLink, StringComparison.Ordinal)
            ? new Fix.RelinkKubeletServer() : new Fix.RenewKubeletCredential();

    private static CheckResult Of(KubeletLink link, string message, string why, Advice remedy) =>
        new(Path.GetFileName(link.NodePath), message, why, remedy) { Path = link.Path, NodePath = link.NodePath, Fix = FixOf(link) };

    // client-go util/certificate/certificate_store.go: recover() renames it while there is no current one; updateSymlink() removes it else.
    private static CheckResult Unfinished(NodeView node, KubeletLink link)
    {
        var current = KubeletFiles.CurrentOf(link.NodePath);
        var isAlone = !node.Pki.Kubelet!.Links.Any(other => other.NodePath == current);
        return Of(link, $"{link.NodePath} is left over from an interrupted switch{(isAlone ? $", and {current} does not exist" : "")}.",
            isAlone
                ? "kubelet renames it on its next start. Until then, it has no current PEM file."
                : "No effect: the current PEM file exists, and the next rotation removes the leftover.",
            isAlone ? Advice.Of($"systemctl restart kubelet") : NodeGuidance.MoveAside(link.NodePath)) with
        {
            Severity = isAlone ? FindingSeverity.Warning : FindingSeverity.Information,
            Proof = [link.ToString()],
        };
    }

    private static CheckResult RegularFile(KubeletLink link) => Of(link,
        $"{link.NodePath} is a file, not a link: it was probably copied there.",
        "kubelet uses it, but every rotation fails. When it expires, the node becomes NotReady.",
        $"pem={Stem(link)}-$(date +%F-%H-%M-%S).pem; mv {link.NodePath} \"$pem\" && ln -s "
            + $"\"$pem\" {link.NodePath} && systemctl restart kubelet") with
    {
        Proof = [$"{link.NodePath}: a regular file", $"kubelet: expected \"{link.NodePath}\" to be a symlink but it is a file"],
    };

    // As kubelet names its pems.
    private static string Stem(KubeletLink link) => link.NodePath[..link.NodePath.LastIndexOf('-')];

    private static CheckResult Dangling(NodeView node, KubeletLink link)
    {
        var isClient = link.NodePath.EndsWith(KubeletFiles.ClientLink, StringComparison.Ordinal);
        var best = isClient ? node.Kubelet?.BestAlternative : null;
        var anew = isClient ? node.Guidance.KubeletConfig()
            : Advice.Of($"{NodeGuidance.MoveAside(link.NodePath)} && systemctl restart kubelet, "
                + $"then approve its request: kubectl get csr; kubectl certificate approve NAME");
        var reason = node.Pki.Problems.FirstOrDefault(problem =>
            problem.NodePath == link.NodePath && problem.Id is PkiProblemId.LinkLoop or PkiProblemId.LinkLeavesRoot)?.Reason;
        return Of(link, $"{link.NodePath} points to {link.Target}{(reason is null ? ", which does not exist" : $": {reason}")}.",
            "kubelet treats the link as missing and looks for another credential.",
            best is null ? anew : Advice.Of($"ln -sfn {best.NodePath} {link.NodePath} && systemctl restart kubelet")) with
        {
            Fix = isClient && node.Kubelet?.Usable != true ? node.Fixes.RenewKubelet() : FixOf(link),
            Proof = [$"{link}: no such file", .. best is null
                ? Array.Empty<string>()
                : [$"{best.NodePath}: usable, valid until {Times.Date(best.Certificate!.NotAfter)}"]],
        };
    }
}
