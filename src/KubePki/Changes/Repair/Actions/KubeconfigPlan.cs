using KubePki.Changes.Editing;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Guidance;
using KubePki.Pki.Keys;

namespace KubePki.Changes.Repair.Actions;

/// <summary>What puts a kubeconfig of the node right: a new credential, the cluster's CAs, the server; or all of it anew.</summary>
internal sealed class KubeconfigPlan(NodeView node, PlanDraft draft)
{
    /// <summary>A new credential, and the CA if it must be.</summary>
    public UpdateKubeconfig Credential(string role, string reason)
    {
        var kubeconfig = node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.Role == role);
        var old = kubeconfig?.Certificate;
        var authority = draft.AuthorityOf(role)!;
        var (order, clamped) = draft.Order(role, old, authority);
        var path = draft.PathOf(role);
        var isNew = kubeconfig?.User is null;
        var cluster = kubeconfig?.Cluster ?? node.Spec.ClusterName?.Value ?? "kubernetes";
        var bundle = isNew ? draft.Cluster.Bundle : draft.Cluster.BundleFor(kubeconfig!);
        var server = isNew ? draft.Cluster.ServerFor(role) : draft.Cluster.ServerInsteadOf(kubeconfig!.Server);
        var newKey = draft.KindLike(old);
        var user = kubeconfig?.User
            ?? KubePki.Pki.X509.DistinguishedName.Read(order.Subject.Span, KubePki.Pki.X509.Go.GoVersion.Newest, out _)!.CommonName;
        var details = CertificateDetails.Of(order, old?.Parsed, newKey, clamped).Concat(draft.Cluster.Details(bundle, server))
            .Concat(CertificateDetails.ModeOfSecret(node.File(path))).Concat(CertificateDetails.OwnerOfSecret(node.File(path)));
        return new UpdateKubeconfig
        {
            NodePath = path,
            NewText = isNew ? KubeconfigText.Write(cluster, server!, user) : null,
            User = user,
            Order = order,
            Authority = authority,
            NewKey = newKey,
            Cluster = cluster,
            Bundle = bundle,
            Server = isNew ? null : server,
            Step = PlanDraft.Step(isNew ? $"create {role}" : $"renew {role}", role, reason,
                [new PlannedChange(isNew ? "create" : "write", node.HostPath(path), path, TextList.From(details))],
                RestartTexts.Of(role)) with
            {
                WouldNotHelp = isNew
                    ? []
                    : [$"kubeadm init phase kubeconfig {Path.GetFileNameWithoutExtension(role)} "
                        + "will not fix this: it skips existing files"],
            },
        };
    }

    /// <summary>The CA and the server; null when both are as they should be.</summary>
    public UpdateKubeconfig? Connection(Kubeconfig kubeconfig, string reason)
    {
        var bundle = draft.Cluster.BundleFor(kubeconfig);
        var server = draft.Cluster.ServerInsteadOf(kubeconfig.Server);
        if (kubeconfig.Cluster is null || (bundle.Count == 0 && server is null))
            return null;
        var details = draft.Cluster.Details(bundle, server).Append("keep the credential");
        return new UpdateKubeconfig
        {
            NodePath = kubeconfig.NodePath,
            Cluster = kubeconfig.Cluster,
            Bundle = bundle,
            Server = server,
            Step = PlanDraft.Step($"fix the {(bundle.Count > 0 ? "CA" : "server")} in {kubeconfig.Name}", kubeconfig.Name, reason,
                [new PlannedChange("write", kubeconfig.Path, kubeconfig.NodePath, TextList.From(details))],
                RestartTexts.Of(kubeconfig.Role ?? "")),
        };
    }
}
