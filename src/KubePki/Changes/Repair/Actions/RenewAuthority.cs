using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Guidance;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Certificates;
using KubePki.Pki.Issuing;

namespace KubePki.Changes.Repair.Actions;

/// <summary>
/// Signs a CA again with the key that it has, and puts the new certificate wherever the old one stood. The key is read, and stays. All
/// that it signed stays good, since that was signed by the key; but whoever keeps the old certificate refuses it once that has expired, so
/// that it must be carried everywhere. That is why it is never done on the side.
/// </summary>
internal sealed class RenewAuthority : RepairAction
{
    public required KubeCertificate Authority { get; init; }

    public required CertificateOrder Order { get; init; }

    /// <summary>The files in which the old certificate stands, each with all its certificates.</summary>
    public required IReadOnlyList<IGrouping<string, KubeCertificate>> Files { get; init; }

    /// <summary>Renews a CA with its key, where that is asked for. To be called before what it signs is dealt with.</summary>
    /// <param name="draft">The plan; its facts change with it.</param>
    /// <param name="role">What is said to be left alone if it is.</param>
    /// <param name="authority">The CA; null when it is not there.</param>
    /// <param name="reason">Why.</param>
    /// <param name="check">The check that asks for it; null for none.</param>
    public static void Plan(PlanDraft draft, string role, KubeCertificate? authority, string reason, string? check)
    {
        if (Obstacle(draft.Facts, authority) is { } obstacle)
        {
            draft.LeaveAlone(role, obstacle);
            return;
        }
        var key = authority!.Fingerprint;
        draft.Resolve(key, check);
        if (draft.ActionFor(key) is not null)
            return;
        var action = Of(draft.Facts, authority, reason);
        draft.Add(key, RepairPhase.Authorities, action);
        draft.Facts = draft.Facts.Renewing(authority, action.Order.NotAfter);
    }

    public override IEnumerable<PendingChange> Prepare(IssuanceContext issuance)
    {
        issuance.Renewed[Authority.Fingerprint] = issuance.SignAuthority(Authority, Order);
        // Two paths may lead to one file.
        return Files.Select(file => issuance.Write(file.Key, issuance.Bundle(file))).DistinctBy(change => change.NodePath);
    }

    // Why it is left as it is; null when it is to be renewed.
    private static string? Obstacle(PlanFacts facts, KubeCertificate? authority)
    {
        if (authority is null)
            return "The certificate of this CA is not on the node.";
        if (authority.GoError is not null)
            return $"Its certificate cannot be read ({authority.GoError}): "
                + "restore it from a backup or copy it from another control plane node.";
        if (facts.Node.Guidance.AuthorityOfRunner(authority) is { } way)
            return $"{facts.Node.Guidance.RunnerOf(authority.Role, authority.NodePath)!.Title} renews it in its own way: {way}";
        if (authority is not { HasKey: true, KeyMatches: true })
            return ClosedKeys.Obstacle(facts.Node.Pki, authority) ?? "Its key is not on this node: renew it where the key is stored.";
        if (authority.Subject != authority.Issuer)
            return $"It was signed by another CA, {authority.Issuer}, which must renew it.";
        return facts.Options is { Authority: true, Force: true } ? null
            : "CAs are renewed on request only (-Authority -Force; kubepki: --authority --force), with their existing key: "
                + "what they signed stays valid, but the new certificate must be copied to every node and every kubeconfig.";
    }

    private static RenewAuthority Of(PlanFacts facts, KubeCertificate authority, string reason)
    {
        var node = facts.Node;
        // A clock that is behind must not refuse what it has trusted so far.
        var notBefore = authority.NotBefore < facts.Lifetime.Start ? authority.NotBefore : facts.Lifetime.Start;
        var order = Renewal.OfAuthority(authority.Parsed, notBefore, facts.Lifetime.EndAfter(facts.Options.AuthorityValidFor));
        var holders = node.Pki.Certificates.Where(other => other.Fingerprint == authority.Fingerprint
            && other.Source == CertificateSource.File && NodeView.KindOf(other) == PkiRoleKind.Authority)
            .Select(other => other.NodePath).ToHashSet(StringComparer.Ordinal);
        var files = node.Pki.Certificates.Where(other => other.Source == CertificateSource.File && holders.Contains(other.NodePath))
            .OrderBy(other => other.Index).GroupBy(other => other.NodePath).ToArray();
        TextList details =
        [
            $"subject {authority.Subject}, as before", $"valid from {Times.Rfc3339(order.NotBefore)} to {Times.Rfc3339(order.NotAfter)}",
            "keep the key, so that what it signed stays valid",
        ];
        return new RenewAuthority
        {
            Authority = authority,
            Order = order,
            Files = files,
            Step = NewStep($"renew {authority.Role} with its existing key", authority.Role!, reason,
                [.. files.Select(file => new PlannedChange("write", node.HostPath(file.Key), file.Key, details))],
                RestartTexts.Of(authority.Role!, node.Pki)) with
            {
                Until = order.NotAfter,
                WouldNotHelp =
                [
                    "kubeadm certs renew all will not fix this: it does not renew CAs",
                    "a new CA with the same name will not fix this: it has another key, so existing certificates would not be valid",
                ],
            },
        };
    }
}
