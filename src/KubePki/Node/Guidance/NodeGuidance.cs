using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Guidance;

/// <summary>The commands that fix a node, correct for its version, its paths and what lies on it.</summary>
internal sealed class NodeGuidance(NodePki node, NodeSpec spec)
{
    private readonly HashSet<string?> _signers = SigningAuthority.RolesOf(
        [.. node.Certificates.Where(certificate => PkiRoles.Find(certificate.Role)?.Kind == PkiRoleKind.Authority)],
        node.Components.FirstOrDefault(component => component.Name == "kube-apiserver"));

    private readonly HashSet<string> _known =
    [
        .. node.Files.Select(file => file.NodePath),
        .. node.Certificates.Select(certificate => certificate.NodePath),
        .. node.Keys.Select(key => key.NodePath),
        .. node.Kubeconfigs.Select(kubeconfig => kubeconfig.NodePath),
        .. node.Problems.Where(problem => problem.Id is not (PkiProblemId.PathNotFound or PkiProblemId.DanglingLink))
            .Select(problem => problem.NodePath),
    ];

    /// <summary>The minor version of Kubernetes, 20 for v1.20.2; null when nothing tells.</summary>
    public int? Minor => spec.KubernetesMinor;

    /// <summary>Whether the CA of this role can sign here: its key is on the node, belongs to it, and it is within its lifetime.</summary>
    public bool CanSign(string? authorityRole) => authorityRole is not null && _signers.Contains(authorityRole);

    /// <summary>How to have a certificate, or the credential of a kubeconfig, reissued.</summary>
    public Advice Renew(string? role, string nodePath)
    {
        if (RunnerOf(role, nodePath) is { } runner)
            return Advice.Of($"{AfterAuthority(role)}{RunnerGuidance.Renew(runner, role, nodePath, IsAgent(nodePath))}");
        if (role is PkiRoles.KubeletConf)
            return KubeletConfig();
        if (role is not null && HasChain(nodePath) && CanSign(PkiRoles.Of(role).Authority))
        {
            return Advice.Of($"{Ours($"repair")}have {nodePath} reissued, and append the certificates that stood behind the old one; "
                + $"kubeadm certs renew writes the certificate alone{Restart(role)}");
        }
        if (role is null || !IsOfKubeadm || !PkiRoles.Of(role).IsRenewedByKubeadm || !IsKubeadms(role, nodePath))
            return Reissue(role, nodePath);
        if (Minor < FirstRenewal(role))
            return Create(role, nodePath, moveAway: true);
        if (!CanSign(PkiRoles.Find(role)?.Authority) && EndedAuthority(role) is null)
        {
            return Advice.Of($"The key of {PkiRoles.Find(role)?.Authority} is not on this node: {Generate()}, "
                + $"have the requests signed where that key is stored, and install the certificates.");
        }
        return Advice.Of($"{AfterAuthority(role)}{Kept}{Kubeadm($"certs renew")} {role}{RenewalOptions}{Restart(role)}");
    }

    // Without a configuration kubeadm makes RSA keys of 2048 bits, whatever the cluster has: encryptionAlgorithm of v1beta4, before that
    // the feature gate PublicKeysECDSA.
    private bool KeepsAlgorithm => spec.EncryptionAlgorithm is { } algorithm
        && (Minor is null or >= 31 || (Minor >= 19 && algorithm.Value == "ECDSA-P256"));

    private Advice? RenewalOptions => KeepsAlgorithm ? ByConfig : DirectoryOption();

    private Advice? Kept => KeepsAlgorithm ? Advice.Of($"{WriteSpec} && ") : null;

    // A file of its own each time: two remedies work one after the other, and set -C keeps whatever has this name all the same.
    private static Advice WriteSpec =>
        Advice.Of($"spec=/root/kubepki-spec.$(date +%s).yaml && (set -C; kubepki spec -o kubeadm > \"$spec\")");

    // By hand, before kubeadm reads it: an editor that is left with an error stops what stands behind it.
    private static Advice EditSpec => Advice.Of($"${{EDITOR:-vi}} \"$spec\" && ");

    private static Advice ByConfig => Advice.Of($" --config \"$spec\"");

    // Where kubelet runs it, kubelet's ways; else the unit's or the container's.
    private Advice ThenRestart(string role) => PkiRoles.Of(role).Readers is [var reader, ..]
        && node.Components.FirstOrDefault(component => component.Name == reader) is { IsStaticPod: false } component
        ? Advice.Of($" && {RestartCommand(component)}") : Advice.Nothing;

    /// <summary>
    /// How to have everything that kubeadm renews reissued, and what it leaves out; null where that is not kubeadm's work.
    /// </summary>
    public Advice? RenewAll(IReadOnlyCollection<KubeCertificate> expired)
    {
        var names = expired.Where(certificate => PkiRoles.Of(certificate.Role).IsRenewedByKubeadm).ToList();
        if (names.Count < 2 || !IsOfKubeadm || Distributions.Find(node.Distribution) is { IsSelfManaged: true }
            || Minor < FirstRenewal(PkiRoles.AdminConf)
            || names.Exists(certificate =>
                HasChain(certificate.NodePath) || !CanSign(PkiRoles.Find(certificate.Role)?.Authority)
                    || !IsKubeadms(certificate.Role!, certificate.NodePath)))
            return null;
        var kubelet = expired.Any(certificate => certificate.Role == PkiRoles.KubeletConf)
            ? Advice.Of($"; this does not renew kubelet.conf, so also run: {KubeletConfig()}") : null;
        return Advice.Of($"{Kept}{Kubeadm($"certs renew all")}{RenewalOptions}{kubelet}; then restart etcd, "
            + $"kube-apiserver, kube-controller-manager and kube-scheduler "
            + $"(move each manifest out of {PkiLayouts.Manifests} for 20 seconds), on each control plane node; {Copies}");
    }

    /// <summary>
    /// How to make a file of the PKI that is not there; what is there and broken must go away first, since kubeadm keeps what it finds.
    /// </summary>
    public Advice Create(string role, string nodePath, bool moveAway)
    {
        if (RunnerOf(role, nodePath) is { } runner)
        {
            // They make what is missing, and with the key that is there; commands of some cannot do without it.
            var old = !moveAway ? Advice.Nothing : runner.Service is null ? Advice.Of($"{MoveAside(nodePath)} && ")
                : AwayWith(nodePath, moveAway);
            return RunnerGuidance.Create(runner, role, nodePath, old, IsAgent(nodePath));
        }
        var away = AwayWith(nodePath, moveAway);
        if (role == PkiRoles.KubeletConf)
            return KubeletConfig();
        if (!IsOfKubeadm || !PkiRoles.Of(role).IsRenewedByKubeadm || !IsKubeadms(role, nodePath))
            return Advice.Of($"Restore {nodePath} from a backup, or: {Reissue(role, nodePath)}");
        if (PkiRoles.Find(role) is { Kind: PkiRoleKind.Kubeconfig })
        {
            return Advice.Of($"{Kept}{away}{Phase($"kubeconfig")} {role.Replace(".conf", "", StringComparison.Ordinal)}"
                + $"{ClusterOptions()}{Restart(role)}");
        }
        // Of etcd's addresses kubeadm knows nothing but by its configuration.
        if (role is PkiRoles.EtcdServer or PkiRoles.EtcdPeer)
        {
            return Advice.Of($"{WriteSpec} && {away}{Phase($"certs")} {role}{ByConfig}{Restart(role)}");
        }
        // Its extra names stood in the certificate alone.
        var isLost = role == PkiRoles.ApiServer && !node.Certificates.Any(certificate => certificate.Role == role);
        var lost = isLost ? Advice.Of($"Add the names of the old certificate (load balancers, virtual IPs), which are not recorded on this "
            + $"node, {(KeepsAlgorithm ? SpecNames : NamesFlag)}: ") : null;
        var edit = isLost && KeepsAlgorithm ? EditSpec : null;
        var options = KeepsAlgorithm ? ByConfig : Advice.Of($"{NamesOption(role)}{DirectoryOption()}");
        return Advice.Of($"{lost}{Kept}{edit}{away}{Phase($"certs")} {role}{options}{Restart(role)}");
    }

    /// <summary>How the distribution renews a CA; null where the CA's files on this node are what counts.</summary>
    public Advice? AuthorityOfRunner(KubeCertificate authority) => RunnerOf(authority.Role, authority.NodePath) is { } runner
        ? RunnerGuidance.Authority(runner, authority.NodePath) : null;

    /// <summary>How to renew a CA with the key that it has, and who else must get it.</summary>
    /// <param name="authority">The CA.</param>
    public Advice RenewAuthority(KubeCertificate authority)
    {
        if (AuthorityOfRunner(authority) is { } own)
            return own;
        var ours = SigningAuthority.CanRenew(authority, node.Certificates)
            ? Advice.Of($"CAs are renewed on request only: {Own($"repair --authority --force")}. By hand: ") : null;
        return Advice.Of($"{ours}openssl x509 -in {authority.NodePath} -signkey {KeyOf(authority)} -days 3650 "
            + $"-out {authority.NodePath + ".new"}.$(date +%s); then put it in place of the old one on every node and in every "
            + $"kubeconfig, and restart all components (the key stays, so what it signed stays valid)."
            + $"{(IsOfKubeadm ? NeverByKubeadm : null)}");
    }

    private static Advice NeverByKubeadm => Advice.Of($" kubeadm never renews a CA.");

    private string KeyOf(KubeCertificate authority) => node.Keys.FirstOrDefault(key => key.IsPrivate
        && (key.Path == authority.KeyPath || (key.PublicKeyHash is { } hash && hash == authority.PublicKeyHash)))?.NodePath ?? "KEY";

    // What it signs is issued again once it is renewed itself.
    private KubeCertificate? EndedAuthority(string? role) => PkiRoles.Find(role)?.Authority is not { } name || CanSign(name) ? null
        : node.Certificates.FirstOrDefault(certificate =>
            certificate.Role == name && certificate.Expired && SigningAuthority.HasUsableKey(certificate));

    private Advice? AfterAuthority(string? role) => EndedAuthority(role) is { } authority
        ? Advice.Of($"Renew its CA first, {authority.NodePath}, which has expired, too; then: ") : null;

    private static Advice NamesFlag => Advice.Of($"with --apiserver-cert-extra-sans");

    private static Advice SpecNames => Advice.Of($"to apiServer.certSANs in the editor that opens");

    // While one file of a pair is there, kubeadm wants to load both: "couldn't load the certificate file".
    private Advice AwayWith(string nodePath, bool moveAway)
    {
        var isPair = nodePath.EndsWith(".crt", StringComparison.Ordinal) || nodePath.EndsWith(".key", StringComparison.Ordinal);
        var files = isPair ? new[] { nodePath[..^4] + ".crt", nodePath[..^4] + ".key" } : [nodePath];
        return Advice.Join("", files.Where(file => (moveAway && file == nodePath) || Exists(file))
            .Select(file => Advice.Of($"{MoveAside(file)} && ")));
    }

    private bool HasChain(string nodePath) => node.Certificates.Any(certificate => certificate.NodePath == nodePath
        && certificate is { Index: > 0, Source: CertificateSource.File });

    private bool Exists(string nodePath) => _known.Contains(nodePath);

    // kubeadm knows its own names in its own directory; what flags take from elsewhere it neither makes nor renews.
    private bool IsKubeadms(string role, string nodePath)
    {
        if (PkiRoles.Find(role)?.Kind == PkiRoleKind.Kubeconfig)
            return nodePath == $"{PkiLayouts.Kubeconfigs}/{role}";
        var directory = spec.CertificatesDirectory?.Value ?? PkiLayouts.Kubeadm.Directory;
        var stem = nodePath.EndsWith(".key", StringComparison.Ordinal) ? nodePath[..^4] + ".crt" : nodePath;
        return PkiLayouts.Kubeadm.Files.Any(file => file.Role == role && stem == $"{directory}/{file.Pattern}");
    }

    /// <summary>How to reissue the API server's certificate with more names than it has.</summary>
    public Advice AddNames(string nodePath, params string[] names)
    {
        if (RunnerOf(PkiRoles.ApiServer, nodePath) is { } runner)
            return RunnerGuidance.AddNames(runner, names) ?? Renew(PkiRoles.ApiServer, nodePath);
        if (!IsOfKubeadm || !IsKubeadms(PkiRoles.ApiServer, nodePath))
            return Advice.Of($"Have {nodePath} reissued by its issuer with {Advice.List(", ", names)}.");
        var away = AwayWith(nodePath, moveAway: true);
        var add = KeepsAlgorithm && names.Length > 0 ? Advice.Of($"Add {Advice.List(", ", names)} {SpecNames}: ") : null;
        return KeepsAlgorithm
            ? Advice.Of($"{add}{Kept}{(add is null ? null : EditSpec)}{away}{Phase($"certs")} apiserver{ByConfig}"
                + $"{Restart(PkiRoles.ApiServer)}")
            : Advice.Of($"{away}{Phase($"certs")} apiserver{NamesOption(PkiRoles.ApiServer, names)}{DirectoryOption()}"
                + $"{Restart(PkiRoles.ApiServer)}");
    }

    /// <summary>The distribution that renews a file in its own way; null where kubeadm, or nobody, does.</summary>
    public Distribution? RunnerOf(string? role, string nodePath)
    {
        // What a person carries about belongs to the person.
        if (PkiLayouts.RunnerOf(nodePath) is { IsSelfManaged: true } runner)
            return runner;
        return role is null or PkiRoles.KubeconfigClient or PkiRoles.Cni ? null
            : Distributions.Find(node.Distribution) is { IsSelfManaged: true } own ? own : null;
    }

    /// <summary>The command that restarts kubelet the way it runs.</summary>
    public Advice RestartKubelet => Advice.Written(Distributions.Find(node.Distribution)?.KubeletRestart ?? "systemctl restart kubelet");

    /// <summary>Whether kubeadm keeps this node, so that its commands do something here.</summary>
    public bool IsOfKubeadm => Distributions.IsKubeadms(node);

    // A worker has kubelet's files alone; a server has them, too.
    private bool IsAgent(string nodePath) => (nodePath.Contains("/agent/", StringComparison.Ordinal)
            || nodePath.Contains("/kubelet", StringComparison.Ordinal))
        && !node.Certificates.Any(certificate => certificate.Role is PkiRoles.ApiServer or PkiRoles.SupervisorServer);

    // Of a node that nobody manages, the CA's key is all that there is, if it is there.
    private Advice Reissue(string? role, string nodePath) =>
        role is not null && !IsOfKubeadm && (CanSign(PkiRoles.Find(role)?.Authority) || EndedAuthority(role) is not null)
            ? Advice.Of($"{AfterAuthority(role)}kubepki renew --role {role}{Below()}{ThenRestart(role)}")
            : Advice.Of($"Have {nodePath} reissued by its issuer.");

    /// <summary>
    /// A command of ours that changes something, before the manual way. The node's root, and whether the command does it at all, is known
    /// when the plan is made.
    /// </summary>
    /// <param name="command">The command.</param>
    public static Advice Ours(Advice command) => Advice.Of($"kubepki {command} --yes (preview: --what-if). By hand: ");

    /// <summary>A command of ours for this node that changes something, and how to see before what it does.</summary>
    /// <param name="command">The command.</param>
    public Advice Own(Advice command) => Advice.Of($"kubepki {command}{Below()} --yes (preview: --what-if)");

    private Advice? Below() => node.Root == "/" ? null : Advice.Of($" --root {node.Root}");

    /// <summary>How to give kubelet a new credential in the place of one that will be valid later.</summary>
    public Advice KubeletAnew(string? credentialPath) => RunnerOf(PkiRoles.KubeletConf, Kubeconfig) is null ? KubeletConfig()
        : Create(PkiRoles.KubeletConf, credentialPath ?? Kubeconfig, moveAway: credentialPath is not null);

    /// <summary>How to give kubelet a new credential from the CA's key, without an API server.</summary>
    public Advice KubeletConfig()
    {
        if (RunnerOf(PkiRoles.KubeletConf, Kubeconfig) is { } runner)
            return RunnerGuidance.Renew(runner, PkiRoles.KubeletConf, Kubeconfig, IsAgent(Kubeconfig));
        var name = spec.NodeName?.Value ?? "NODE";
        if (!IsOfKubeadm)
        {
            return CanSign("ca") ? Advice.Of($"{Own($"repair kubelet")}; then systemctl restart kubelet")
                : Advice.Of($"Have a client certificate for {PkiRoles.NodeUser + name} issued where the key of the cluster CA is stored, "
                    + $"put it where {Kubeconfig} expects it, and systemctl restart kubelet");
        }
        if (!CanSign("ca"))
        {
            return Advice.Of($"On a control plane node: kubeadm token create --print-join-command; here: "
                + $"write its token and CA to /etc/kubernetes/bootstrap-kubelet.conf, "
                + $"{MoveAside(Kubeconfig)}, systemctl restart kubelet. Never copy admin.conf there: kubelet would then be cluster admin.");
        }
        var away = Exists(Kubeconfig) ? Advice.Of($"{MoveAside(Kubeconfig)} && ") : null;
        // A name may stand beside --config.
        return Advice.Of($"{Kept}{away}{Phase($"kubeconfig")} kubelet --node-name {name}{ClusterOptions()} && systemctl restart kubelet");
    }

    /// <summary>
    /// How people who have copies of admin.conf come to the new one. Nobody is given a credential by copying files about.
    /// </summary>
    private static Advice Copies => Advice.Of($"to update copies of kubeconfigs: kubepki repair kubeconfig --path FILE");

    /// <summary>What must be restarted after a file has changed, as a comment behind the command.</summary>
    public static Advice Restart(string? role) => PkiRoles.Of(role) switch
    {
        { Reload: RoleReload.Minute or RoleReload.Handshake } =>
            Advice.Of($"  # reloaded automatically within a minute if the program is running"),
        { Reload: RoleReload.Connection } => Advice.Of($"  # reloaded automatically on the next connection if the API server is running"),
        { Reload: RoleReload.Start, Kind: PkiRoleKind.Kubeconfig, Readers: [var reader] } => RestartOf(reader),
        { IsCopiedByPeople: true, IsOptional: false } => Advice.Of($"  # {Copies}"),
        _ => Advice.Nothing,
    };

    /// <summary>How to restart a static pod: kubelet does not do so when it is restarted itself.</summary>
    public static Advice RestartOf(string component) => Advice.Of($"  # then restart it: {RestartCommand(component)}");

    /// <summary>The command that restarts a component the way it runs.</summary>
    public static Advice RestartCommand(ControlPlaneComponent component) =>
        component.Unit is { } unit ? Advice.Of($"systemctl restart {WithoutSuffix(unit)}")
        : component.Container is { } container ? Advice.Of($"docker restart {container}")
        : RestartCommand(component.Name);

    private static string WithoutSuffix(string unit) => unit.EndsWith(".service", StringComparison.Ordinal) ? unit[..^8] : unit;

    /// <summary>The command that does so.</summary>
    public static Advice RestartCommand(string component)
    {
        // Where everybody may put something, somebody may put a manifest; and who else may write beside the manifests is root anyway.
        var (manifest, aside) = ($"{PkiLayouts.Manifests}/{component}.yaml", $"{PkiLayouts.Kubeconfigs}/{component}.yaml");
        return Advice.Of($"test ! -e {aside} && mv {manifest} {aside} && sleep 20 && mv {aside} {manifest}");
    }

    /// <summary>
    /// The command that moves a file out of the way. The name that it gets is that of no other file, however often the command is run:
    /// what was moved before stays.
    /// </summary>
    /// <param name="nodePaths">One file, or several.</param>
    public static Advice MoveAside(params IEnumerable<string> nodePaths) =>
        Advice.Join(" && ", nodePaths.Select(path => Advice.Of($"mv {path} {path}.$(date +%s)")));

    /// <summary>A command of kubeadm, which kept some under <c>alpha</c> until 1.20.</summary>
    public Advice Kubeadm(Advice command) => Minor < 20 ? Advice.Of($"kubeadm alpha {command}") : Advice.Of($"kubeadm {command}");

    // cmd/kubeadm/app/cmd/phases: under alpha until 1.12.
    private Advice Phase(Advice phase) => Minor < 13 ? Advice.Of($"kubeadm alpha phase {phase}") : Advice.Of($"kubeadm init phase {phase}");

    // kubeadm certs renew knows kubeconfigs since 1.15 (kubeadm#1361), and does not exist before 1.13.
    private static int FirstRenewal(string role) => PkiRoles.Find(role)?.Kind == PkiRoleKind.Kubeconfig ? 15 : 13;

    /// <summary>The options without which kubeadm would ask the dead API server, or guess.</summary>
    public Advice ClusterOptions()
    {
        if (KeepsAlgorithm)
            return ByConfig;
        var port = spec.BindPort is { Value: "6443" } ? null : spec.BindPort;
        // Without a version kubeadm asks the internet first.
        return Advice.Of($"{Option($" --apiserver-advertise-address", spec.AdvertiseAddress)}{Option($" --apiserver-bind-port", port)}"
            + $"{Option($" --control-plane-endpoint", spec.ControlPlaneEndpoint)}"
            + $"{Option($" --kubernetes-version", spec.KubernetesVersion)}{DirectoryOption()}");
    }

    private static Advice? Option(Advice name, SpecValue? value) => value is null ? null : Advice.Of($"{name} {value}");

    private string Kubeconfig => node.Kubelet?.Kubeconfig ?? $"{PkiLayouts.Kubeconfigs}/kubelet.conf";

    private Advice Generate() => Minor < 19 ? Advice.Of($"create requests with openssl")
        : Advice.Of($"{Kubeadm($"certs generate-csr")} --cert-dir DIR --kubeconfig-dir DIR");

    private Advice? DirectoryOption() => spec.CertificatesDirectory is { } directory && directory.Value != PkiLayouts.Kubeadm.Directory
        ? Option($" --cert-dir", directory) : null;

    /// <summary>The names that kubeadm would not find out by itself: without them it drops them.</summary>
    public Advice NamesOption(string role, params string[] more)
    {
        // Without a version kubeadm asks the internet first.
        var version = Option($" --kubernetes-version", spec.KubernetesVersion);
        if (role != PkiRoles.ApiServer)
            return Advice.Of($"{version}");
        var names = spec.ExtraNames.Select(name => name.Value).Concat(more).Distinct().ToList();
        var extra = names.Count == 0 ? null : Advice.Of($" --apiserver-cert-extra-sans {string.Join(',', names)}");
        var domain = spec.DnsDomain is { Value: "cluster.local" } ? null : spec.DnsDomain;
        return Advice.Of($"{extra}{Option($" --service-cidr", spec.ServiceSubnet)}{Option($" --service-dns-domain", domain)}"
            + $"{Option($" --apiserver-advertise-address", spec.AdvertiseAddress)}"
            + $"{Option($" --control-plane-endpoint", spec.ControlPlaneEndpoint)}{version}");
    }
}
