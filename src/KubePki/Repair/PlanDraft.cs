using KubePki.Checks;
using KubePki.Checks.Kubeconfigs;
using KubePki.Issuing;
using KubePki.Layout;
using KubePki.Model;

namespace KubePki.Repair;

/// <summary>A plan that is being made: each file is dealt with once, however many findings there are about it.</summary>
internal sealed class PlanDraft(NodeView node, RepairOptions options)
{
    // As the signers of Kubernetes do, for clocks that are a little behind.
    private static readonly TimeSpan Backdate = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, (int Rank, RepairWork Work)> _works = new(StringComparer.Ordinal);
    private readonly List<RepairNote> _notes = [];
    private readonly Dictionary<string, List<string>> _cures = new(StringComparer.Ordinal);

    private readonly AuthorityPlan _authorities = new(node, options);

    /// <summary>The roles whose certificates get the names that were asked for.</summary>
    public IReadOnlyCollection<string> NamedRoles { get; set; } = ["apiserver"];

    public string? KubeletConf => node.Pki.Kubelet?.Kubeconfig;

    /// <summary>The URL that kubeconfigs are to name; null to keep theirs.</summary>
    public string? Server => options.Server;

    public PreparedRepair Finish()
    {
        CarryAuthorities();
        var works = _works.OrderBy(work => work.Value.Rank).ThenBy(work => work.Key, StringComparer.Ordinal).Select(work => Complete(work.Key, work.Value.Work)).ToArray();
        var plan = new RepairPlan
        {
            Root = node.Pki.Root,
            AsOf = node.AsOf,
            Steps = works.Select(work => work.Step).ToArray(),
            LeftAlone = _notes.Distinct().ToArray(),
        };
        return new PreparedRepair(plan, works);
    }

    public void LeaveAlone(string target, string reason) => _notes.Add(new RepairNote(target, reason));

    /// <summary>The role that a finding speaks of.</summary>
    public string? RoleOf(KubePkiFinding finding) => finding.Certificate?.Role ?? (finding.NodePath is null ? null : node.RoleAt(finding.NodePath));

    /// <summary>The CNI configuration that a finding speaks of, when it is another cluster's.</summary>
    public CniConfiguration? NetworkOf(KubePkiFinding finding)
    {
        var network = node.Pki.Networks.FirstOrDefault(network => network.NodePath == finding.NodePath || network.Kubeconfigs.Contains(finding.NodePath ?? ""));
        return network is not null && node.Kubeconfigs.Any(kubeconfig => network.Kubeconfigs.Contains(kubeconfig.NodePath) && node.IsForeign(kubeconfig)) ? network : null;
    }

    /// <summary>The certificate of a role, when more than a fifth of its lifetime is left; else null.</summary>
    public KubeCertificate? GoodForLong(string role) => OldOf(role) is { } old && old.AsOf >= old.NotBefore && old.Remaining > (old.NotAfter - old.NotBefore) * 0.2 ? old : null;

    /// <summary>Renews a CA with its key, where that is asked for. To be called before what it signs is dealt with.</summary>
    public void Authority(string role, KubeCertificate? authority, string reason, string? check)
    {
        if (_authorities.WhyNot(authority) is { } obstacle)
        {
            LeaveAlone(role, obstacle);
            return;
        }
        var key = authority!.Fingerprint;
        Cure(key, check);
        if (!_works.ContainsKey(key))
            _works[key] = (0, _authorities.Work(authority, Now, Now - Backdate, reason));
    }

    /// <summary>The first certificate of a CA's role.</summary>
    public KubeCertificate? AuthorityAt(string role) => node.Authorities.FirstOrDefault(authority => authority.Role == role);

    /// <summary>Makes the certificate of a role anew, or the credential of the kubeconfig of that role.</summary>
    public void Certificate(string role, string? nodePath, string reason, string? check)
    {
        var kind = PkiRoles.Find(role)?.Kind;
        var key = kind == PkiRoleKind.Kubeconfig ? PathOf(role) : role;
        Cure(key, check);
        if (_works.ContainsKey(key))
            return;
        if (WhyNot(role, nodePath) is { } obstacle)
        {
            LeaveAlone(role, obstacle);
            return;
        }
        if (kind == PkiRoleKind.Kubeconfig)
            _works[key] = (2, Kubeconfig(role, reason));
        else
            _works[key] = (1, Leaf(role, reason));
    }

    /// <summary>Gives kubelet a credential that works: another pem, or a new one.</summary>
    public void KubeletCredential(string reason, string? check)
    {
        const string Key = "kubelet";
        Cure(Key, check);
        if (_works.ContainsKey(Key) || node.Kubelet is not { } verdict)
            return;
        if (new KubeletPlan(node, this).Work(verdict, reason) is { } work)
            _works[Key] = (3, work);
        else
            LeaveAlone(Key, verdict.Usable ? "Its credential is good, and it renews it by itself." : verdict.Remedy);
    }

    /// <summary>Moves a network's leftovers into the backup.</summary>
    public void Network(CniConfiguration network, KubePkiFinding finding)
    {
        var key = network.NodePath;
        Cure(key, finding.Check);
        if (_works.ContainsKey(key))
            return;
        if (node.Pki.Networks.Count < 2)
        {
            LeaveAlone(network.Name, $"{network.NodePath} is the only network of this node; have its plugin write {network.Kubeconfigs} anew.");
            return;
        }
        var paths = new[] { network.NodePath }.Concat(network.Kubeconfigs).ToList();
        _works[key] = (4, new FileWork
        {
            Quarantine = paths,
            Step = new RepairStep
            {
                Title = $"move the network {network.Name} away",
                Target = network.Name,
                Reason = finding.Message,
                Changes = paths.Select(path => new PlannedChange("move", node.HostPath(path), path, ["into the backup"])).ToArray(),
                Restart = [$"delete the pods that hang in ContainerCreating; the runtime takes {node.Pki.Networks.First(other => other != network).NodePath} from now on"],
                WouldNotHelp = ["issuing certificates anew: the cluster's own are good"],
            },
        });
    }

    /// <summary>Puts modes and owners right.</summary>
    public void Access(KubePkiFinding finding)
    {
        const string Key = "access";
        Cure(Key, finding.Check);
        if (!_works.ContainsKey(Key))
            _works[Key] = (5, AccessPlan.Work(node));
    }

    /// <summary>Whether a finding speaks of a person's kubeconfig that should be as admin.conf is.</summary>
    public bool IsCopy(KubePkiFinding finding) => finding.Check is "StaleKubeconfigCopy" or "KubeconfigCredentialExpired" or "KubeconfigKeyMismatch" or "KubeconfigAuthorityMismatch" or "AuthorityTwin"
        && node.Kubeconfigs.Any(kubeconfig => kubeconfig.NodePath == finding.NodePath && NodeView.IsPersonal(kubeconfig));

    /// <summary>Puts a person's copy of admin.conf right.</summary>
    public void Copy(KubePkiFinding finding)
    {
        var copy = node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.NodePath == finding.NodePath);
        var original = node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.Role == "admin.conf");
        if (copy?.User is null || original?.User is null || _works.ContainsKey(copy.NodePath))
        {
            if (copy?.User is null || original?.User is null)
                LeaveAlone(finding.Target, finding.Remedy);
            return;
        }
        var bundle = Bundle(copy);
        Cure(copy.NodePath, finding.Check);
        _works[copy.NodePath] = (3, new KubeconfigWork
        {
            NodePath = copy.NodePath,
            User = copy.User,
            CopyOf = original.NodePath,
            CopyOfUser = original.User,
            Cluster = bundle.Count > 0 ? copy.Cluster : null,
            Bundle = bundle,
            Step = Step($"refresh {copy.NodePath}", copy.Name, finding.Message, [new PlannedChange("write", copy.Path, copy.NodePath, [$"the credential of user {copy.User} becomes that of {original.NodePath}", .. BundleDetail(bundle)])], []),
        });
    }

    /// <summary>The lifetime of what is made now: back-dated, and never beyond its CA.</summary>
    public (DateTimeOffset NotBefore, DateTimeOffset NotAfter, bool Clamped) Lifetime(KubeCertificate authority)
    {
        var (end, last) = (Now + options.ValidFor, _authorities.EndOf(authority));
        return (Now - Backdate, end > last ? last : end, end > last);
    }

    private DateTimeOffset Now => new(node.AsOf.Ticks - node.AsOf.Ticks % TimeSpan.TicksPerSecond, TimeSpan.Zero);

    /// <summary>The CA that signs for a role, with its key on this node; null when there is none.</summary>
    public KubeCertificate? AuthorityOf(string role) => node.Authorities.FirstOrDefault(authority => authority.Role == PkiRoles.Find(role)?.Authority && authority is { Index: 0, HasKey: true, KeyMatches: true, GoError: null }
        && (_authorities.Renews(authority) || authority.AsOf >= authority.NotBefore && !authority.Expired));

    /// <summary>The kind of a new key.</summary>
    public KeyKind KindLike(KubeCertificate? old) => options.KeyKind ?? (old is null ? KeyKind.Rsa2048 : KeyKind.Like(old.KeyAlgorithm, old.KeySize));

    public static RepairStep Step(string title, string target, string reason, IReadOnlyList<PlannedChange> changes, TextList restart) => new()
    {
        Title = title,
        Target = target,
        Reason = reason,
        Changes = changes,
        Restart = restart,
    };

    /// <summary>The cluster's CAs, when a kubeconfig does not trust them all and no others.</summary>
    public IReadOnlyList<KubeCertificate> Bundle(Kubeconfig kubeconfig)
    {
        var own = node.ClusterAuthorities.Where(authority => authority.NodePath == node.ClusterAuthorities[0].NodePath).ToList();
        var trusted = kubeconfig.Authorities.Select(authority => authority.PublicKeyHash).ToHashSet();
        if (own.Count == 0)
            return [];
        var isRenewed = own.Exists(_authorities.Renews) && kubeconfig.Clusters.Any(cluster => cluster.Name == kubeconfig.Cluster && cluster.AuthorityPath is null);
        return isRenewed || !trusted.SetEquals(own.Select(authority => authority.PublicKeyHash)) ? own : [];
    }

    public static IEnumerable<string> BundleDetail(IReadOnlyList<KubeCertificate> bundle) => bundle.Count == 0 ? [] : [$"the CA becomes that of {bundle[0].NodePath} ({bundle.Count} {(bundle.Count == 1 ? "certificate" : "certificates")})"];

    // Whoever keeps the old certificate of a CA refuses it once that has expired.
    private void CarryAuthorities()
    {
        var dealtWith = _works.Values.SelectMany(work => work.Work.Step.Changes).Select(change => change.NodePath).ToHashSet(StringComparer.Ordinal);
        foreach (var kubeconfig in node.Kubeconfigs.Where(kubeconfig => node.ClusterAuthorities.Any(_authorities.Renews) && kubeconfig.Cluster is not null && !node.IsForeign(kubeconfig) && dealtWith.Add(kubeconfig.NodePath)))
        {
            if (kubeconfig.Authorities.Count == 0 || Bundle(kubeconfig) is not { Count: > 0 } bundle)
                continue;
            var restart = kubeconfig.Role is null ? TextList.Empty : RestartTexts.Of(kubeconfig.Role == "kubelet.conf" ? "kubelet" : kubeconfig.Role);
            _works[kubeconfig.NodePath] = (2, new KubeconfigWork
            {
                NodePath = kubeconfig.NodePath,
                Cluster = kubeconfig.Cluster,
                Bundle = bundle,
                Step = Step($"give {kubeconfig.NodePath} the renewed CA", kubeconfig.Name, "it holds the old certificate of the CA", [new PlannedChange("write", kubeconfig.Path, kubeconfig.NodePath, TextList.From(BundleDetail(bundle)))], restart),
            });
        }
    }

    private void Cure(string key, string? check)
    {
        if (!_cures.TryGetValue(key, out var checks))
            _cures.Add(key, checks = []);
        if (check is not null && !checks.Contains(check))
            checks.Add(check);
    }

    private RepairWork Complete(string key, RepairWork work) => _cures.TryGetValue(key, out var cures) ? work.With(work.Step with { Cures = TextList.From(cures) }) : work;

    private string? WhyNot(string role, string? nodePath)
    {
        var distribution = PkiLayouts.DistributionOf(nodePath ?? PathOf(role));
        if (distribution is "k3s" or "rke2" or "k0s" or "minikube")
            return $"{distribution} renews its own certificates when it is started: {node.Remedies.Renew(role, nodePath ?? PathOf(role))}";
        if (AuthorityOf(role) is null)
            return WhyNoAuthority(PkiRoles.Find(role)!.Authority);
        return OldOf(role) is null && RoleOrders.Of(role, node.Spec, node.AsOf, node.AsOf) is null ? "There is no old certificate, and nothing tells what a new one should say." : null;
    }

    private string WhyNoAuthority(string? role)
    {
        if (role is null || AuthorityAt(role) is not { } authority)
            return $"There is no certificate of {role ?? "its CA"} on this node.";
        if (authority is not { HasKey: true, KeyMatches: true })
            return $"The key of {role} is not on this node.";
        return authority.Expired ? $"Its CA, {role}, has expired and must be renewed first." : $"Its CA, {role}, is not valid now.";
    }

    /// <summary>The certificate that plays a role now; null when there is none.</summary>
    public KubeCertificate? OldOf(string role) => node.Leaves.FirstOrDefault(leaf => leaf.Role == role);

    /// <summary>Where the certificate or the kubeconfig of a role is, or belongs, on the node.</summary>
    public string PathOf(string role)
    {
        if (OldOf(role) is { } old)
            return old.NodePath;
        var flag = ComponentFlags.All.FirstOrDefault(row => row.Role == role && node.Component(row.Component)?.Flag(row.Flag) is not null);
        if (flag is not null)
            return node.Component(flag.Component)!.Flag(flag.Flag)!;
        if (PkiRoles.Find(role)?.Kind == PkiRoleKind.Kubeconfig)
            return $"{PkiLayouts.Kubeconfigs}/{role}";
        var file = PkiLayouts.Kubeadm.Files.First(file => file.Role == role);
        return $"{node.Spec.CertificatesDirectory?.Value ?? PkiLayouts.Kubeadm.Directory}/{file.Pattern}";
    }

    private CertificateWork Leaf(string role, string reason)
    {
        var old = OldOf(role);
        var authority = AuthorityOf(role)!;
        var (order, clamped) = Order(role, old, authority);
        var path = PathOf(role);
        var keyPath = old?.KeyPath is { } known && old.KeyMatches is not null ? HostPaths.ToNode(node.Pki.Root, known) : KeyBeside(path);
        var newKey = options.KeepKey && old?.KeyMatches == true ? null : KindLike(old);
        var details = CertificateDetails.Of(order, old?.Parsed, newKey, clamped);
        PlannedChange[] changes = newKey is null || keyPath == path
            ? [new(old is null ? "create" : "write", node.HostPath(path), path, TextList.From(details))]
            : [new("write", node.HostPath(keyPath), keyPath, ["mode 0600"]), new(old is null ? "create" : "write", node.HostPath(path), path, TextList.From(details))];
        return new CertificateWork
        {
            Order = order,
            Authority = authority,
            NewKey = newKey,
            CertificatePath = path,
            KeyPath = keyPath,
            Chain = old is null ? [] : node.Pki.Certificates.Where(other => other.NodePath == path && other.Index > 0).ToArray(),
            Step = Step(old is null ? $"make {role}" : $"renew {role}", role, reason, changes, RestartTexts.Of(role)) with { WouldNotHelp = NoUse(role, old) },
        };
    }

    private KubeconfigWork Kubeconfig(string role, string reason)
    {
        var kubeconfig = node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.Role == role);
        var old = kubeconfig?.Certificate;
        var authority = AuthorityOf(role)!;
        var (order, clamped) = Order(role, old, authority);
        var path = PathOf(role);
        var isNew = kubeconfig?.User is null;
        var cluster = kubeconfig?.Cluster ?? node.Spec.ClusterName?.Value ?? "kubernetes";
        var bundle = isNew ? node.ClusterAuthorities : Bundle(kubeconfig!);
        var newKey = KindLike(old);
        var user = kubeconfig?.User ?? KubePki.X509.DistinguishedName.Read(order.Subject.Span, X509.GoVersion.Newest, out _)!.CommonName;
        var details = CertificateDetails.Of(order, old?.Parsed, newKey, clamped).Concat(BundleDetail(isNew ? [] : bundle));
        return new KubeconfigWork
        {
            NodePath = path,
            NewText = isNew ? Editing.KubeconfigText.Write(cluster, options.Server ?? ServerFor(role), user) : null,
            User = user,
            Order = order,
            Authority = authority,
            NewKey = newKey,
            Cluster = cluster,
            Bundle = bundle,
            Server = options.Server,
            Step = Step(isNew ? $"make {role}" : $"renew {role}", role, reason, [new PlannedChange(isNew ? "create" : "write", node.HostPath(path), path, TextList.From(details))], RestartTexts.Of(role)),
        };
    }

    /// <summary>What the certificate of a role is to say: all that the old one said, and what it should have.</summary>
    public (CertificateOrder Order, bool Clamped) Order(string role, KubeCertificate? old, KubeCertificate authority)
    {
        var (notBefore, notAfter, clamped) = Lifetime(authority);
        var usual = RoleOrders.Of(role, node.Spec, notBefore, notAfter);
        var order = old is null || old.GoError is not null ? usual! : Renewal.Of(old.Parsed, notBefore, notAfter);
        var needed = PkiRoles.Find(role)!;
        if (needed.CommonName is { } name && old is not null && usual is not null && !(name.EndsWith('*') ? old.CommonName.StartsWith(name[..^1], StringComparison.Ordinal) : old.CommonName == name))
            order = order with { Subject = usual.Subject };
        if (order.Usages.Count > 0 && !order.Usages.Contains("any"))
            order = order with { Usages = order.Usages.Union(needed.Usages).ToArray() };
        if (role is "apiserver" or "etcd-server" or "etcd-peer" && usual is not null)
            order = order with { Names = AlternativeNameList.Union(order.Names, usual.Names) };
        if (role == "apiserver")
            order = order with { Names = order.Names.With(Uncovered(old)) };
        if (NamedRoles.Contains(role))
            order = order with { Names = order.Names.With(options.AddNames).Without(options.RemoveNames) };
        return (order with { IsAuthority = false }, clamped);
    }

    private IEnumerable<string> Uncovered(KubeCertificate? serving) => serving is null ? [] : KubeconfigServerNotCovered.Uncovered(node, serving).Select(item => item.Host);

    private string ServerFor(string role)
    {
        var local = $"https://{node.Spec.AdvertiseAddress?.Value ?? "127.0.0.1"}:{node.Spec.BindPort?.Value ?? "6443"}";
        return role is "controller-manager.conf" or "scheduler.conf" || node.Spec.ControlPlaneEndpoint is null ? local : $"https://{node.Spec.ControlPlaneEndpoint.Value}";
    }

    /// <summary>The file of the key of a certificate in a file of its own.</summary>
    public static string KeyBeside(string path) => path.EndsWith(".crt", StringComparison.Ordinal) ? path[..^4] + ".key" : path;

    private static TextList NoUse(string role, KubeCertificate? old) => old is null ? []
        : [$"kubeadm init phase certs {role}: it keeps a file that exists", .. role == "apiserver" ? ["kubeadm certs renew apiserver: it never adds a name"] : Array.Empty<string>()];
}
