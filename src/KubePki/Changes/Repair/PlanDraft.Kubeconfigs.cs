using KubePki.Changes.Repair.Actions;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Layout;
using KubePki.Pki.Issuing;
using KubePki.Pki.X509;

namespace KubePki.Changes.Repair;

/// <summary>What a plan does with kubeconfigs: copies that people have, and the CA and the server that each names.</summary>
internal sealed partial class PlanDraft
{
    /// <summary>Puts right what of a person's kubeconfig belongs to this cluster.</summary>
    public void Copy(Kubeconfig copy, string reason, string? check)
    {
        // What it leads to is dealt with itself.
        if (node.LinkedBy(copy) is not null)
            return;
        if (Obstacle(copy) is { } reasonToLeave)
        {
            LeaveAlone(copy.NodePath, reasonToLeave);
            return;
        }
        if (!_actions.ContainsKey(copy.NodePath))
        {
            var (action, obstacle) = new CopyPlan(node, this, copy).Plan(reason);
            if (action is not null)
                _actions[copy.NodePath] = (RepairPhase.KubeletAndCopies, action);
            else
                LeaveAlone(copy.NodePath, obstacle!);
        }
        if (check is not null && CopyPlan.Cures(check, copy, _actions.GetValueOrDefault(copy.NodePath).Action as UpdateKubeconfigCopy))
            Cure(copy.NodePath, check);
    }

    /// <summary>The CA and the server of a kubeconfig, its credential left as it is.</summary>
    /// <returns>Whether anything was to be done.</returns>
    public bool Connection(Kubeconfig kubeconfig, string reason, string? check)
    {
        var key = kubeconfig.NodePath;
        if (!_actions.ContainsKey(key))
        {
            if (new KubeconfigPlan(node, this).Connection(kubeconfig, reason) is not { } action)
                return false;
            _actions[key] = (RepairPhase.Kubeconfigs, action);
        }
        Cure(key, check);
        return true;
    }

    /// <summary>The name and the groups that the certificate of a role has when no old one tells.</summary>
    public (string Name, IReadOnlyList<string> Groups) UsualSubject(string role)
    {
        var order = RoleCertificateOrders.Of(role, node.Spec, node.AsOf, node.AsOf);
        var subject = order is null
            ? null
            : KubePki.Pki.X509.DistinguishedName.Read(order.Subject.Span, KubePki.Pki.X509.Go.GoVersion.Newest, out _);
        return (subject?.CommonName ?? "", subject?.Organization ?? []);
    }

    // What others wrote, or can replace, is told, and changed only by its name.
    private string? Obstacle(Kubeconfig kubeconfig)
    {
        if (kubeconfig.Role is not (null or PkiRoles.Cni))
            return null;
        var isNamed = options.NamedKubeconfigs.Contains(kubeconfig.NodePath);
        if (node.File(kubeconfig.NodePath) is { IsLink: true, RealNodePath: { } real })
            return Advice.Of($"It is a link to {real}. To change that file, specify its path.").ToString();
        return isNamed || node.ReasonToLeave(kubeconfig) is not { } reason ? null
            : Advice.Of($"It is changed only if specified explicitly: kubepki repair kubeconfig --path "
                + $"{kubeconfig.NodePath} (Repair-KubeconfigSet -Path).")
                .ToString()
                + $" Reason: {reason}.";
    }

    // Whoever keeps the old certificate of a CA refuses it once that has expired.
    private void CarryAuthorities()
    {
        var dealtWith = _actions.Values.SelectMany(action => action.Action.Step.Changes).Select(change =>
            change.NodePath).ToHashSet(StringComparer.Ordinal);
        foreach (var kubeconfig in node.Kubeconfigs.Where(kubeconfig => Cluster.IsRenewed && kubeconfig.Authorities.Count > 0
            && !node.IsForeign(kubeconfig) && !dealtWith.Contains(kubeconfig.NodePath) && node.LinkedBy(kubeconfig) is null))
        {
            if (Obstacle(kubeconfig) is { } obstacle)
                LeaveAlone(kubeconfig.NodePath, $"It still has the old certificate of the CA. {obstacle}");
            else if (new KubeconfigPlan(node, this).Connection(kubeconfig, "it has the old certificate of the CA") is { } action)
                _actions[kubeconfig.NodePath] = (RepairPhase.Kubeconfigs,
                    action.With(action.Step with { Title = $"update the CA in {kubeconfig.NodePath}" }));
        }
    }
}
