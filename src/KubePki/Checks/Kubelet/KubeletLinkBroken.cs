using KubePki.Model;

namespace KubePki.Checks.Kubelet;

/// <summary>kubelet's current links: dangling, turned into files by a copy, or left behind by a switch that was cut off.</summary>
internal sealed class KubeletLinkBroken : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(KubeletLinkBroken), "Kubelet", FindingSeverity.Error,
        "kubelet-client-current.pem or kubelet-server-current.pem leads nowhere, is no link, or its switch was cut off.", References.KubeletRotation);

    public override IEnumerable<Found> Look(NodeView node)
    {
        foreach (var link in node.Pki.Kubelet?.Links ?? [])
        {
            var isUnfinished = link.NodePath.EndsWith("-updated.pem", StringComparison.Ordinal);
            if (isUnfinished)
                yield return Unfinished(link);
            else if (!link.IsLink)
                yield return RegularFile(link);
            else if (!link.TargetExists)
                yield return Dangling(node, link);
        }
    }

    private static Found Of(KubeletLink link, string message, string why, string remedy) => new(Path.GetFileName(link.NodePath), message, why, remedy) { Path = link.Path, NodePath = link.NodePath, CanRepair = true };

    private static Found Unfinished(KubeletLink link) => Of(link,
        $"{link.NodePath} is left of a switch that was cut off.", "kubelet renames it at its next start; until then it may have no current pem.", "systemctl restart kubelet") with
    {
        Severity = FindingSeverity.Warning,
        Proof = [link.ToString()],
    };

    private static Found RegularFile(KubeletLink link) => Of(link,
        $"{link.NodePath} is a file, not a link: it was copied there.", "kubelet uses it, but every rotation fails, and at its end the node is lost.",
        $"mv {link.NodePath} {link.NodePath.Replace("-current.pem", "-$(date +%F-%H-%M-%S).pem", StringComparison.Ordinal)}, then link {link.NodePath} to it with its absolute path, and restart kubelet") with
    {
        Proof = [$"{link.NodePath}: a regular file", $"kubelet: expected \"{link.NodePath}\" to be a symlink but it is a file"],
    };

    private static Found Dangling(NodeView node, KubeletLink link)
    {
        var best = link.NodePath.Contains("client", StringComparison.Ordinal) ? node.Kubelet?.BestAlternative : null;
        return Of(link, $"{link.NodePath} leads to {link.Target}, which does not exist.", "kubelet takes the link as absent, and looks for another credential.",
            best is null ? node.Remedies.KubeletConfig() : $"ln -sfn {best.NodePath} {link.NodePath} && systemctl restart kubelet") with
        {
            Proof = [$"{link}: no such file", .. best is null ? Array.Empty<string>() : [$"{best.NodePath}: usable, valid until {best.Certificate!.NotAfter:yyyy-MM-dd}"]],
        };
    }
}
