using KubePki.Changes.Repair;
using KubePki.Changes.Repair.Actions;
using KubePki.Model;
using KubePki.Node.Configuration;
using KubePki.Node.Guidance;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Certificates;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;

namespace KubePki.Changes.Init;

/// <summary>A plan for what is not there yet, role by role, CAs first.</summary>
internal sealed class InitPlan(ExistingFiles files, NodeSpec spec, ClusterSettings settings, InitOptions options)
{
    // DigitalSignature, keyEncipherment, keyCertSign: what kubeadm gives to its CAs.
    private const int AuthorityKeyUsage = 0b100101;
    private static readonly TimeSpan Backdate = TimeSpan.FromMinutes(5);

    private readonly List<RepairAction> _actions = [];
    private readonly List<RepairNote> _notes = [];
    private readonly Dictionary<string, InitSigner> _signers = new(StringComparer.Ordinal);

    private readonly KeyKind _key = options.KeyKind ?? KeyKind.Find(settings.EncryptionAlgorithm?.Value
        .Replace("ECDSA-", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal)) ?? KeyKind.Rsa2048;

    private DateTimeOffset Now { get; } = Times.WholeSeconds(files.Node.AsOf);

    private DateTimeOffset From => options.NotBefore is { } chosen ? Times.WholeSeconds(chosen) : Now - Backdate;

    public IReadOnlyList<RepairAction> Actions => _actions;

    public IReadOnlyList<RepairNote> Notes => _notes;

    public void LeaveAlone(string target, string reason) => _notes.Add(new RepairNote(target, reason));

    public void Authority(string role)
    {
        var (path, keyPath) = Paths(role);
        if (files.Has(path) || files.Has(keyPath))
        {
            LeaveAlone(role,
                Signs(role) is null ? $"{Obstacle(role)} An existing CA is never replaced." : "It already exists and is used.");
            return;
        }
        var commonName = role == "ca" ? "kubernetes" : role;
        var order = new CertificateOrder
        {
            Subject = SubjectName.Write(commonName),
            Names = KubeadmReleases.NamesAuthorities(spec.KubernetesMinor) ? AlternativeNameList.Empty.With([commonName])
                : AlternativeNameList.Empty,
            KeyUsage = AuthorityKeyUsage,
            IsAuthority = true,
            NotBefore = From,
            NotAfter = (options.NotBefore ?? Now) + (options.AuthorityValidFor ?? settings.AuthorityValidity ?? InitOptions.TenYears),
        };
        var action = new CreateAuthority
        {
            Order = order,
            Key = _key,
            CertificatePath = path,
            KeyPath = keyPath,
            Step = Step(role, Create(keyPath, "mode 0600"), Create(path, $"a CA, CN={commonName}",
                $"valid from {Times.Rfc3339(order.NotBefore)} to {Times.Rfc3339(order.NotAfter)}", $"a new key, {_key}")),
        };
        _signers[role] = new InitSigner(action);
        _actions.Add(action);
    }

    public void ServiceAccounts()
    {
        var (publicPath, keyPath) = Paths("sa");
        if (files.Has(publicPath))
        {
            LeaveAlone("sa", files.Has(keyPath)
                ? "It already exists and is kept: a new key would invalidate all service account tokens."
                : $"{publicPath} exists without {keyPath}: copy the key from another control plane node or a backup.");
            return;
        }
        var isThere = files.Has(keyPath);
        var half = Create(publicPath, isThere ? $"the public key of {keyPath}, which is kept" : "its public key");
        _actions.Add(new CreateServiceAccountKey
        {
            NewKey = isThere ? null : _key,
            KeyPath = keyPath,
            PublicKeyPath = publicPath,
            Step = Step("sa", isThere ? [half] : [Create(keyPath, $"a new key, {_key}", "mode 0600"), half]),
        });
    }

    public void Leaf(string role)
    {
        var (path, keyPath) = Paths(role);
        if (files.Has(path))
        {
            LeaveAlone(role, $"{path} already exists. To renew it, run kubepki renew --role {role} (Update-KubeCertificate).");
            return;
        }
        if (Order(role) is not var (signer, order, clamped))
            return;
        var newKey = files.Has(keyPath) ? null : _key;
        var certificate = Create(path, [.. CertificateDetails.Of(order, null, newKey, clamped)]);
        _actions.Add(new IssueCertificate
        {
            Order = order,
            Signer = signer,
            NewKey = newKey,
            CertificatePath = path,
            KeyPath = keyPath,
            Step = Step(role, newKey is null ? [certificate] : [Create(keyPath, "mode 0600"), certificate]),
        });
    }

    public void Credential(string role)
    {
        var path = $"{PkiLayouts.Kubeconfigs}/{role}";
        if (files.Has(path))
        {
            LeaveAlone(role, $"{path} already exists. To repair it, run kubepki repair (Repair-KubePki).");
            return;
        }
        if (Order(role) is not var (signer, order, clamped))
            return;
        var user = KubePki.Pki.X509.DistinguishedName.Read(order.Subject.Span, KubePki.Pki.X509.Go.GoVersion.Newest, out _)!.CommonName;
        var server = KubeadmReleases.IsLocal(role, spec.KubernetesMinor)
            ? ServerUrl.OfNode(spec)
            : ServerUrl.OfControlPlane(spec);
        var link = role == PkiRoles.KubeletConf ? $"{PkiLayouts.KubeletPki}/{KubeletFiles.ClientLink}" : null;
        var pem = link is null || files.Has(link) ? null : KubeletFiles.Stamped(link, Now);
        var details = CertificateDetails.Of(order, null, _key, clamped).ToArray();
        PlannedChange[] changes = (link, pem) switch
        {
            (null, _) => [Create(path, [$"server {server}", .. details, "mode 0600"])],
            (_, null) => [Create(path, $"server {server}", $"user {user} refers to {link}, which exists")],
            _ => [Create(pem, [.. details, "mode 0600"]), new PlannedChange("link", files.HostPath(link), link, [$"points to {pem}"]),
                Create(path, $"server {server}", $"user {user} refers to {link}")],
        };
        _actions.Add(new IssueKubeconfig
        {
            NodePath = path,
            Cluster = spec.ClusterName!.Value,
            User = user,
            Server = server,
            Order = order,
            Signer = signer,
            Key = _key,
            Minor = spec.KubernetesMinor,
            LinkPath = link,
            PemPath = pem,
            Step = Step(role, changes),
        });
    }

    private (InitSigner Signer, CertificateOrder Order, bool Clamped)? Order(string role)
    {
        var authority = PkiRoles.AuthorityOf(role)!;
        if (Signs(authority) is not { } signer)
        {
            LeaveAlone(role, Obstacle(authority));
            return null;
        }
        var end = (options.NotBefore ?? Now) + (options.ValidFor ?? settings.CertificateValidity ?? RepairOptions.Year);
        var clamped = end > signer.NotAfter;
        if (signer.NotAfter <= From)
        {
            LeaveAlone(role, $"Its CA {authority} expires at {Times.Rfc3339(signer.NotAfter)}, before the certificate becomes valid.");
            return null;
        }
        return (signer, InitCertificateOrders.Of(role, spec, settings, From, clamped ? signer.NotAfter : end)!, clamped);
    }

    private InitSigner? Signs(string role)
    {
        if (_signers.TryGetValue(role, out var made))
            return made;
        var existing = files.CertificatesAt(Paths(role).Certificate);
        return existing.Count > 0 && existing[0] is { KeyMatches: true, KeyPath: not null, GoError: null }
            ? new InitSigner(existing)
            : null;
    }

    private string Obstacle(string authority)
    {
        var (path, keyPath) = Paths(authority);
        if (ClosedKeys.Obstacle(files.Node, keyPath) is { } closed)
            return closed;
        return (files.Has(path), files.Has(keyPath)) switch
        {
            (false, false) => $"Its CA does not exist: create it, too ({authority}), or copy {path} and {keyPath} here.",
            (true, false) => $"{keyPath} is not on this node: request the certificate (kubepki request, "
                + "New-KubeCertificateRequest) and sign it where that key is.",
            (false, true) => $"{keyPath} exists without {path}: copy the certificate from another control plane node or a backup.",
            _ => $"{path} and {keyPath} do not match or cannot be read.",
        };
    }

    private (string Certificate, string Key) Paths(string role)
    {
        var path = $"{spec.CertificatesDirectory!.Value}/{PkiLayouts.Kubeadm.Files.First(file => file.Role == role).Pattern}";
        return (path, path[..path.LastIndexOf('.')] + ".key");
    }

    private PlannedChange Create(string nodePath, params string[] details) =>
        new("create", files.HostPath(nodePath), nodePath, TextList.From(details));

    // Where nothing runs yet, nothing must be started again.
    private RepairStep Step(string role, params PlannedChange[] changes) => new()
    {
        Title = $"create {role}",
        Target = role,
        Reason = "it does not exist",
        Changes = changes,
        Restart = files.Node.Components.Count == 0 ? TextList.Empty : RestartTexts.Of(role == PkiRoles.KubeletConf ? "kubelet" : role),
    };
}
