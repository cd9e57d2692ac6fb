using System.Globalization;
using KubePki.Checks;
using KubePki.Issuing;
using KubePki.Layout;
using KubePki.Model;
using KubePki.Remedies;

namespace KubePki.Repair;

/// <summary>What brings kubelet's credential back: the best pem that it has, else a new one from the CA's key.</summary>
internal sealed class KubeletPlan(NodeView node, PlanDraft draft)
{
    private const string LinkName = "kubelet-client-current.pem";

    /// <summary>The work; null when nothing is to be done, or nothing can be.</summary>
    public RepairWork? Work(KubeletClientVerdict verdict, string reason)
    {
        if (verdict.Usable)
            return null;
        var link = $"{node.Pki.Kubelet!.CertificateDirectory}/{LinkName}";
        if (verdict.BestAlternative is { } best && best.NodePath.EndsWith(".pem", StringComparison.Ordinal) && verdict.CredentialPath == link)
            return Switch(link, best, reason);
        return draft.AuthorityOf("kubelet.conf") is { } authority ? Reissue(verdict, authority, link, reason) : null;
    }

    private FileWork Switch(string link, KubeletPem best, string reason) => new()
    {
        Links = [(link, best.NodePath)],
        Step = PlanDraft.Step("switch kubelet to another pem", "kubelet", reason, [new PlannedChange("link", node.HostPath(link), link, [$"leads to {best.NodePath}, valid until {Times.Rfc3339(best.Certificate!.NotAfter)}"])], RestartTexts.Of("kubelet")),
    };

    private KubeletWork Reissue(KubeletClientVerdict verdict, KubeCertificate authority, string link, string reason)
    {
        var old = verdict.Certificate?.Authority is null ? null : verdict.Certificate;
        var (order, clamped) = draft.Order("kubelet.conf", old, authority);
        var kind = draft.KindLike(old);
        var pem = $"{node.Pki.Kubelet!.CertificateDirectory}/kubelet-client-{node.AsOf.UtcDateTime.ToString("yyyy-MM-dd-HH-mm-ss", CultureInfo.InvariantCulture)}.pem";
        var (kubeconfig, change) = Kubeconfig(order, link);
        PlannedChange[] changes =
        [
            new("create", node.HostPath(pem), pem, TextList.From(CertificateDetails.Of(order, old?.Parsed, kind, clamped).Append("mode 0600"))),
            new("link", node.HostPath(link), link, [$"leads to {pem}"]),
            change,
        ];
        return new KubeletWork
        {
            Order = order,
            Authority = authority,
            NewKey = kind,
            PemPath = pem,
            LinkPath = link,
            Kubeconfig = kubeconfig,
            Step = PlanDraft.Step("give kubelet a new credential", "kubelet", reason, changes, RestartTexts.Of("kubelet")) with
            {
                WouldNotHelp = [Credentials.KubeletJudge.LeftOut, "kubeadm init phase kubeconfig kubelet: it keeps a file that exists"],
            },
        };
    }

    private (KubeconfigWork Work, PlannedChange Change) Kubeconfig(CertificateOrder order, string link)
    {
        var path = node.Pki.Kubelet!.Kubeconfig;
        var existing = node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.NodePath == path && kubeconfig.User is not null);
        var bundle = existing is null ? node.ClusterAuthorities : draft.Bundle(existing);
        var user = existing?.User ?? "default-auth";
        var cluster = existing?.Cluster ?? "default-cluster";
        var step = PlanDraft.Step("", "kubelet.conf", "", [], []);
        var server = draft.Server ?? $"https://{node.Spec.ControlPlaneEndpoint?.Value ?? $"{node.Spec.AdvertiseAddress?.Value}:{node.Spec.BindPort?.Value ?? "6443"}"}";
        var work = new KubeconfigWork
        {
            Step = step,
            NodePath = path,
            NewText = existing is null ? Editing.KubeconfigText.Write(cluster, server, user) : null,
            User = user,
            PemPath = link,
            Cluster = cluster,
            Bundle = bundle,
            Server = draft.Server,
        };
        return (work, new PlannedChange(existing is null ? "create" : "write", node.HostPath(path), path, [$"user {user} names {link}", .. PlanDraft.BundleDetail(existing is null ? [] : bundle)]));
    }
}
