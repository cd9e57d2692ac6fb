using KubePki.Changes.Editing;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Guidance;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Changes.Repair.Actions;

/// <summary>Puts a kubeconfig right: its credential, its CA, its server. Whatever else stands in it stays as it is.</summary>
internal sealed class UpdateKubeconfig : RepairAction
{
    public required string NodePath { get; init; }

    /// <summary>The text of a kubeconfig that does not exist yet; null to edit the one that does.</summary>
    public string? NewText { get; init; }

    /// <summary>The user whose credential is reissued; null to leave all users.</summary>
    public string? User { get; init; }

    public CertificateOrder? Order { get; init; }

    public KubeCertificate? Authority { get; init; }

    public KeyKind? NewKey { get; init; }

    /// <summary>The pem that the user is to name instead of holding a certificate.</summary>
    public string? PemPath { get; init; }

    /// <summary>The cluster whose CA or server is put right; null to leave all clusters.</summary>
    public string? Cluster { get; init; }

    /// <summary>The CAs that the cluster is to trust; none to keep them.</summary>
    public IReadOnlyList<KubeCertificate> Bundle { get; init; } = [];

    public string? Server { get; init; }

    public override bool IsWholeByItself => true;

    public override IEnumerable<KeyKind> NewKeys => NewKey is null ? [] : [NewKey];

    /// <summary>A new credential for the kubeconfig of a role, and the CA if it must be.</summary>
    /// <inheritdoc cref="RenewCertificate.Plan" path="/param"/>
    public static void PlanCredential(PlanDraft draft, string role, string? nodePath, string reason, string? check)
    {
        var key = draft.Facts.PathOf(role);
        // A new credential brings the right CA with it.
        if (draft.ActionFor(key) is null or UpdateKubeconfig { Order: null })
        {
            if ((draft.Facts.Obstacle(role, nodePath) ?? draft.Facts.OtherClusterAt(key)) is { } obstacle)
            {
                draft.LeaveAlone(role, obstacle);
                return;
            }
            draft.Add(key, RepairPhase.Kubeconfigs, Credential(draft.Facts, role, reason));
        }
        draft.Resolve(key, check);
    }

    /// <summary>The CA and the server of a kubeconfig, its credential left as it is.</summary>
    /// <returns>Whether anything was to be done.</returns>
    public static bool PlanConnection(PlanDraft draft, Kubeconfig kubeconfig, string reason, string? check)
    {
        var key = kubeconfig.NodePath;
        if (draft.ActionFor(key) is null)
        {
            if (draft.Facts.OtherClusterAt(key) is { } other)
            {
                draft.LeaveAlone(kubeconfig.Name, other);
                return true;
            }
            if (Connection(draft.Facts, kubeconfig, reason) is not { } action)
                return false;
            draft.Add(key, RepairPhase.Kubeconfigs, action);
        }
        draft.Resolve(key, check);
        return true;
    }

    /// <summary>
    /// Gives a renewed CA to the kubeconfigs that nothing else changes: whoever keeps the old certificate refuses it once that has expired.
    /// </summary>
    public static void CarryAuthorities(PlanDraft draft)
    {
        var (node, facts) = (draft.Node, draft.Facts);
        if (!facts.Cluster.IsRenewed)
            return;
        var changed = draft.ChangedPaths;
        foreach (var kubeconfig in node.Kubeconfigs.Where(kubeconfig => kubeconfig.Authorities.Count > 0
            && !node.IsForeign(kubeconfig) && node.OtherClusterIn(kubeconfig) is null
            && !changed.Contains(kubeconfig.NodePath) && node.LinkedBy(kubeconfig) is null))
        {
            if (UpdateKubeconfigCopy.Obstacle(facts, kubeconfig) is { } obstacle)
                draft.LeaveAlone(kubeconfig.NodePath, $"It still has the old certificate of the CA. {obstacle}");
            else if (Connection(facts, kubeconfig, "it has the old certificate of the CA") is { } action)
                draft.Add(kubeconfig.NodePath, RepairPhase.Kubeconfigs,
                    action.With(action.Step with { Title = $"update the CA in {kubeconfig.NodePath}" }));
        }
    }

    public override IEnumerable<PendingChange> Prepare(IssuanceContext issuance)
    {
        var editor = NewText is not null ? new KubeconfigEditor(NewText) : issuance.Edit(NodePath, text => new KubeconfigEditor(text));
        if (User is not null && Order is not null)
            SetCredential(editor, issuance);
        if (User is not null && PemPath is not null)
            Require(editor.SetCredentialFiles(User, PemPath, PemPath), $"user {User}", issuance);
        if (Cluster is not null && Bundle.Count > 0)
            Require(editor.SetAuthority(Cluster, issuance.Bundle(Bundle)), $"cluster {Cluster}", issuance);
        if (Cluster is not null && Server is not null)
            Require(editor.SetServer(Cluster, Server), $"cluster {Cluster}", issuance);
        if (NewText is null && editor.IsUnchanged)
            return [];
        var text = issuance.Encode(editor.Apply());
        return [NewText is null && Order is null ? issuance.Write(NodePath, text) : issuance.WriteSecret(NodePath, text)];
    }

    private void Require(bool isThere, string entry, IssuanceContext issuance)
    {
        if (!isThere)
            throw new PkiProblemException(issuance.Files.At(NodePath)
                .Problem(PkiProblemId.MalformedKubeconfig, $"it has no {entry} that can be changed"));
    }

    private void SetCredential(KubeconfigEditor editor, IssuanceContext issuance)
    {
        using var key = issuance.NewKey(NewKey!);
        var certificate = Pem.Write("CERTIFICATE", issuance.IssuerOf(Authority!).Issue(Order!, key.PublicKeyInfo()));
        var old = editor.CredentialOf(User!);
        certificate = [.. certificate, .. ChainBehind(old?.Certificate, issuance)];
        var keyPem = issuance.KeyPem(key, old?.Key is { } oldKey && PrivateKey.IsEncryptedIn(issuance.Secret(oldKey)));
        Require(editor.SetCredential(User!, certificate, keyPem), $"user {User}", issuance);
        issuance.Issued[NodePath] = (certificate, keyPem);
    }

    // What an intermediate CA signs is verified by nobody without the CAs behind it; those of another issuer are of no use to it.
    private byte[] ChainBehind(byte[]? old, IssuanceContext issuance)
    {
        var chain = new List<byte[]>();
        var blocks = new PemScanner(old);
        while (blocks.TryNext(out var block))
        {
            if (block is { Label: "CERTIFICATE", Error: null })
                chain.Add(block.Data.ToArray());
        }
        bool IsIssuer(byte[] der) => der.AsSpan().SequenceEqual(Authority!.Parsed.Raw.Span);
        return !chain.Skip(1).Any(IsIssuer) ? [] : [.. chain.Skip(1).SelectMany(der =>
            IsIssuer(der) ? issuance.Bundle([Authority!]) : Pem.Write("CERTIFICATE", der))];
    }

    private static UpdateKubeconfig Credential(PlanFacts facts, string role, string reason)
    {
        var node = facts.Node;
        var kubeconfig = node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.Role == role);
        var old = kubeconfig?.Certificate;
        var authority = facts.AuthorityOf(role)!;
        var (order, clamped) = RenewalOrders.Of(facts, role, old, authority);
        var path = facts.PathOf(role);
        var isNew = kubeconfig?.User is null;
        var cluster = kubeconfig?.Cluster ?? node.Spec.ClusterName?.Value ?? "kubernetes";
        var bundle = isNew ? facts.Cluster.Bundle : facts.Cluster.BundleFor(kubeconfig!);
        var server = isNew ? facts.Cluster.ServerFor(role) : facts.Cluster.ServerInsteadOf(kubeconfig!.Server);
        var newKey = facts.KindLike(old);
        var user = kubeconfig?.User
            ?? DistinguishedName.Read(order.Subject.Span, GoVersion.Newest, out _)!.CommonName;
        var details = CertificateDetails.Of(order, old?.Parsed, newKey, clamped).Concat(facts.Cluster.Details(bundle, server))
            .Concat(CertificateDetails.ModeOfSecret(node.File(path))).Concat(CertificateDetails.OwnerOfSecret(node.File(path)));
        return new UpdateKubeconfig
        {
            NodePath = path,
            NewText = isNew ? KubeconfigText.Write(cluster, server!, user, node.Spec.KubernetesMinor) : null,
            User = user,
            Order = order,
            Authority = authority,
            NewKey = newKey,
            Cluster = cluster,
            Bundle = bundle,
            Server = isNew ? null : server,
            Step = NewStep(isNew ? $"create {role}" : $"renew {role}", role, reason,
                [new PlannedChange(isNew ? "create" : "write", node.HostPath(path), path, TextList.From(details))],
                RestartTexts.Of(role, node.Pki)) with
            {
                Until = order.NotAfter,
                WouldNotHelp = isNew || !node.Guidance.IsOfKubeadm
                    ? []
                    : [$"kubeadm init phase kubeconfig {Path.GetFileNameWithoutExtension(role)} "
                        + "will not fix this: it skips existing files"],
            },
        };
    }

    // Null when both are as they should be.
    private static UpdateKubeconfig? Connection(PlanFacts facts, Kubeconfig kubeconfig, string reason)
    {
        var bundle = facts.Cluster.BundleFor(kubeconfig);
        var server = facts.Cluster.ServerInsteadOf(kubeconfig.Server);
        if (kubeconfig.Cluster is null || (bundle.Count == 0 && server is null))
            return null;
        var details = facts.Cluster.Details(bundle, server).Append("keep the credential");
        return new UpdateKubeconfig
        {
            NodePath = kubeconfig.NodePath,
            Cluster = kubeconfig.Cluster,
            Bundle = bundle,
            Server = server,
            Step = NewStep($"fix the {(bundle.Count > 0 ? "CA" : "server")} in {kubeconfig.Name}", kubeconfig.Name, reason,
                [new PlannedChange("write", kubeconfig.Path, kubeconfig.NodePath, TextList.From(details))],
                RestartTexts.Of(kubeconfig.Role ?? "", facts.Node.Pki)),
        };
    }
}
