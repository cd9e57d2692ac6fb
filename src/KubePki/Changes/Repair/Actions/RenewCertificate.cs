using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Guidance;
using KubePki.Node.Layout;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;

namespace KubePki.Changes.Repair.Actions;

/// <summary>Issues a certificate into its file, with its key beside it or in the same file.</summary>
internal sealed class RenewCertificate : RepairAction
{
    public required CertificateOrder Order { get; init; }

    public required KubeCertificate Authority { get; init; }

    /// <summary>The kind of the new key; null keeps the old one.</summary>
    public required KeyKind? NewKey { get; init; }

    public required string CertificatePath { get; init; }

    public required string KeyPath { get; init; }

    /// <summary>Certificates that stood behind the old one in its file.</summary>
    public IReadOnlyList<KubeCertificate> Chain { get; init; } = [];

    public override bool IsWholeByItself => true;

    public override IEnumerable<KeyKind> NewKeys => NewKey is null ? [] : [NewKey];

    /// <summary>Renews what plays a role: a certificate of the control plane, or the credential of a kubeconfig.</summary>
    /// <param name="draft">The plan.</param>
    /// <param name="role">The role.</param>
    /// <param name="nodePath">The file; null for the one that the role has.</param>
    /// <param name="reason">Why.</param>
    /// <param name="check">The check that asks for it; null for none.</param>
    public static void Plan(PlanDraft draft, string role, string? nodePath, string reason, string? check)
    {
        if (PkiRoles.Find(role)?.Kind == PkiRoleKind.Kubeconfig)
        {
            UpdateKubeconfig.PlanCredential(draft, role, nodePath, reason, check);
            return;
        }
        if (draft.ActionFor(role) is null)
        {
            if (draft.Facts.Obstacle(role, nodePath) is { } obstacle)
            {
                draft.LeaveAlone(role, obstacle);
                return;
            }
            draft.Add(role, RepairPhase.Certificates, Of(draft.Facts, role, reason));
        }
        draft.Resolve(role, check);
    }

    /// <summary>Renews the certificate of a file that plays no role, by the CA beside it.</summary>
    /// <param name="draft">The plan.</param>
    /// <param name="old">The certificate.</param>
    /// <param name="authority">The CA whose key signed it.</param>
    /// <param name="reason">Why.</param>
    public static void PlanFile(PlanDraft draft, KubeCertificate old, KubeCertificate authority, string reason)
    {
        var (notBefore, notAfter, clamped) = draft.Facts.LifetimeBelow(authority, old);
        var order = Renewal.Of(old.Parsed, notBefore, notAfter);
        if (old.Usages.Contains("serverAuth"))
            order = order with { Names = order.Names.With(draft.Facts.Options.AddNames).Without(draft.Facts.Options.RemoveNames) };
        draft.Add(old.NodePath, RepairPhase.Certificates, Of(draft.Facts, old.Name, reason, old, authority, old.NodePath, order, clamped,
            [$"restart the programs that use {old.NodePath}"]));
    }

    public override IEnumerable<PendingChange> Prepare(IssuanceContext issuance)
    {
        using var key = NewKey is null ? issuance.KeyAt(KeyPath) : issuance.NewKey(NewKey);
        var certificate = Pem.Write("CERTIFICATE", issuance.IssuerOf(Authority).Issue(Order, key.PublicKeyInfo()));
        certificate = [.. certificate, .. issuance.Bundle(Chain)];
        if (CertificatePath == KeyPath)
            return [issuance.WriteSecret(CertificatePath, issuance.Secret([.. certificate,
                .. issuance.KeyPem(key, issuance.IsEncrypted(KeyPath))]))];
        var changes = NewKey is null ? issuance.KeepSecret(KeyPath).ToList()
            : [issuance.WriteSecret(KeyPath, issuance.KeyPem(key, issuance.IsEncrypted(KeyPath)))];
        changes.Add(issuance.Write(CertificatePath, certificate, issuance.Files.At(CertificatePath).Exists ? null : FileModes.Certificate));
        return changes;
    }

    private static RenewCertificate Of(PlanFacts facts, string role, string reason)
    {
        var old = facts.OldOf(role);
        var authority = facts.AuthorityOf(role)!;
        var (order, clamped) = RenewalOrders.Of(facts, role, old, authority);
        var action = Of(facts, role, reason, old, authority, facts.PathOf(role), order, clamped, RestartTexts.Of(role, facts.Node.Pki));
        action.Step = action.Step with { WouldNotHelp = facts.Node.Guidance.IsOfKubeadm ? NoUse(role, old, order) : [] };
        return action;
    }

    private static RenewCertificate Of(PlanFacts facts, string target, string reason, KubeCertificate? old, KubeCertificate authority,
        string path, CertificateOrder order, bool clamped, TextList restart)
    {
        var node = facts.Node;
        var newKey = facts.Options.KeepKey && old?.KeyMatches == true ? null : facts.KindLike(old);
        var keyPath = newKey is null ? HostPaths.ToNode(node.Pki.Root, old!.KeyPath!) : facts.KeyPathFor(old, path);
        var details = CertificateDetails.Of(order, old?.Parsed, newKey, clamped);
        var keyFile = node.File(keyPath);
        if (keyPath == path)
            details = details.Concat(CertificateDetails.ModeOfSecret(keyFile)).Concat(CertificateDetails.OwnerOfSecret(keyFile));
        var change = new PlannedChange(old is null ? "create" : "write", node.HostPath(path), path, TextList.From(details));
        PlannedChange[] changes = keyPath == path || (newKey is null && CertificateDetails.IsClosed(keyFile)) ? [change]
            : [new(newKey is null ? "mode" : "write", node.HostPath(keyPath), keyPath, CertificateDetails.AccessOfKey(keyFile)), change];
        return new RenewCertificate
        {
            Order = order,
            Authority = authority,
            NewKey = newKey,
            CertificatePath = path,
            KeyPath = keyPath,
            Chain = old is null ? [] : node.Pki.Certificates.Where(other => other.NodePath == path && other.Index > 0).ToArray(),
            Step = NewStep(old is null ? $"create {target}" : $"renew {target}", target, reason, changes, restart) with
            {
                Until = order.NotAfter,
            },
        };
    }

    private static TextList NoUse(string role, KubeCertificate? old, CertificateOrder order)
    {
        if (old is null)
            return [];
        var isWider = role == PkiRoles.ApiServer && order.Names.Texts().Except(AlternativeNameList.Of(old.Parsed).Texts()).Any();
        return [$"kubeadm init phase certs {role} will not fix this: it skips existing files",
            .. isWider ? ["kubeadm certs renew apiserver will not fix this: it never adds names"] : Array.Empty<string>()];
    }
}
