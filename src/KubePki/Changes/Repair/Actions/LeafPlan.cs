using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Checks.Kubeconfigs;
using KubePki.Node.Guidance;
using KubePki.Node.Layout;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;
using KubePki.Pki.Verification;

namespace KubePki.Changes.Repair.Actions;

/// <summary>What a certificate of the control plane is to say when it is made anew, and where it goes.</summary>
internal sealed class LeafPlan(NodeView node, PlanDraft draft, RepairOptions options)
{
    /// <summary>The certificate and its key, made anew.</summary>
    public RenewCertificate Plan(string role, string reason)
    {
        var old = draft.OldOf(role);
        var authority = draft.AuthorityOf(role)!;
        var (order, clamped) = Order(role, old, authority);
        var path = draft.PathOf(role);
        var newKey = options.KeepKey && old?.KeyMatches == true ? null : draft.KindLike(old);
        var keyPath = newKey is null ? HostPaths.ToNode(node.Pki.Root, old!.KeyPath!) : KeyPathFor(node, old, path);
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
            Step = PlanDraft.Step(old is null ? $"create {role}" : $"renew {role}", role, reason, changes, RestartTexts.Of(role)) with
            {
                WouldNotHelp = NoUse(role, old, order),
            },
        };
    }

    /// <summary>What the certificate of a role is to say: all that the old one said, and what it should have.</summary>
    public (CertificateOrder Order, bool Clamped) Order(string role, KubeCertificate? old, KubeCertificate authority)
    {
        var (notBefore, notAfter, clamped) = draft.Lifetime(authority);
        var usual = RoleCertificateOrders.Of(role, node.Spec, notBefore, notAfter);
        var needed = PkiRoles.Find(role)!;
        var needsNames = needed.Usages.Contains("serverAuth");
        var order = old is null || old.GoError is not null ? usual! : Renewal.Of(old.Parsed, notBefore, notAfter);
        // What another signed says what it likes; only names by which a server was called are kept, as they are those that clients use.
        if (old is { GoError: null } && usual is not null && !new AuthorityKey(authority.Parsed).Signed(old.Parsed))
            order = usual with { Names = needsNames ? order.Names : AlternativeNameList.Empty };
        if (needed.CommonName is { } name && old is not null && usual is not null
            && !(name.EndsWith('*') ? old.CommonName.StartsWith(name[..^1], StringComparison.Ordinal) : old.CommonName == name))
            order = order with { Subject = usual.Subject };
        if (order.Usages.Count > 0 && !order.Usages.Contains("any"))
            order = order with { Usages = order.Usages.Union(needed.Usages).ToArray() };
        if (needed.HasRequiredNames && usual is not null)
            order = order with { Names = AlternativeNameList.Union(order.Names, usual.Names) };
        if (role == PkiRoles.ApiServer)
            order = order with { Names = order.Names.With(Uncovered(old)) };
        if (draft.NamedRoles.Contains(role))
            order = order with { Names = order.Names.With(options.AddNames).Without(options.RemoveNames) };
        return (order with { IsAuthority = false }, clamped);
    }

    private IEnumerable<string> Uncovered(KubeCertificate? serving) => serving is null
        ? []
        : KubeconfigServerNotCovered.Uncovered(node, serving).Select(item => item.Host)
            .Where(host => ServerNames.ValidationError(host) is null);

    /// <summary>
    /// Where the key of a certificate belongs: where its component is told to read it, else where it lies, else beside it as kubeadm and
    /// kubespray name it.
    /// </summary>
    public static string KeyPathFor(NodeView node, KubeCertificate? old, string path) => FlaggedKeyOf(node, path)
        ?? (old?.KeyPath is { } known && old.KeyMatches is not null ? HostPaths.ToNode(node.Pki.Root, known) : KeyBeside(path));

    private static string? FlaggedKeyOf(NodeView node, string path) =>
        ComponentFlags.All.Where(row => row.KeyFlag is not null && node.Component(row.Component)?.Flag(row.Flag) == path)
            .Select(row => node.Component(row.Component)!.Flag(row.KeyFlag!)).FirstOrDefault(key => key?.StartsWith('/') == true);

    private static string KeyBeside(string path) => Path.GetExtension(path) switch
    {
        ".crt" => path[..^4] + ".key",
        ".pem" => path[..^4] + "-key.pem",
        _ => path + ".key",
    };

    private static TextList NoUse(string role, KubeCertificate? old, CertificateOrder order)
    {
        if (old is null)
            return [];
        var isWider = role == PkiRoles.ApiServer && order.Names.Texts().Except(AlternativeNameList.Of(old.Parsed).Texts()).Any();
        return [$"kubeadm init phase certs {role} will not fix this: it skips existing files",
            .. isWider ? ["kubeadm certs renew apiserver will not fix this: it never adds names"] : Array.Empty<string>()];
    }
}
