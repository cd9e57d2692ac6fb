using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Configuration;
using KubePki.Node.Layout;
using KubePki.Node.Reading;
using KubePki.Pki.Keys;

namespace KubePki.Changes.Init;

/// <summary>
/// Plans a PKI and a set of kubeconfigs as kubeadm init would write them. What is there is used, or left; nothing is written over.
/// </summary>
public static class PkiInit
{
    /// <summary>The plan.</summary>
    /// <param name="options">Where the PKI is to be, and the moment that is taken for now.</param>
    /// <param name="settings">What the cluster is to be; what it does not say is taken from the node's disk, else from kubeadm's
    /// defaults.</param>
    /// <param name="init">Which pieces, and how.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="PkiProblemException">A setting is missing, or one that is there makes no sense.</exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public static PreparedRepair Plan(
        ReadOptions options, ClusterSettings settings, InitOptions init, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(init);
        var existing = ExistingFiles.Read(options, cancellation);
        if (!init.MakesRoot
            && existing.Node.Problems.FirstOrDefault(problem => problem.Id == PkiProblemId.PathNotFound) is { NodePath: "/" } missing)
            throw new PkiProblemException(missing);
        if (InitRoles.Unknown(init.Roles) is { } unknown)
            throw Refused(existing, PkiProblemId.MalformedConfiguration,
                $"there is no role {unknown}; valid roles: {string.Join(", ", InitRoles.All)}");
        var spec = SettingsSpec.Build(settings, SpecBuilder.Build(existing.Node));
        Check(existing, spec, settings);
        existing = existing.With(spec.CertificatesDirectory!.Value, options, cancellation);
        var plan = new InitPlan(existing, spec, settings, init);
        var isExternal = settings.ExternalEtcd is not null || (spec.EtcdServers.Count > 0 && spec.EtcdDataDirectory is null);
        var roles = InitRoles.All.Where(role => init.Roles.Count == 0 || init.Roles.Any(pattern => Wildcard.Matches(pattern, role)))
            .ToList();
        RequireSettings(existing, spec, roles);
        if (isExternal && roles.RemoveAll(InitRoles.IsOfEtcd) > 0)
            plan.LeaveAlone("etcd",
                "etcd is external: its operator issues its certificates and the API server's client certificate for it.");
        var tooNew = roles.Where(role => PkiRoles.Of(role).FirstMinor is { } first && !(spec.KubernetesMinor >= first)).ToList();
        foreach (var role in tooNew.Where(roles.Remove).Where(_ => spec.KubernetesVersion is null))
            plan.LeaveAlone(role,
                "The Kubernetes version is not known, so admin.conf is in system:masters, as before 1.29, without super-admin.conf.");
        foreach (var role in roles)
            Add(plan, role);
        return new PreparedRepair(new RepairPlan
        {
            Root = existing.Node.Root,
            NodeName = existing.Node.NodeName,
            AsOf = existing.Node.AsOf,
            Steps = plan.Actions.Select(action => action.Step).ToArray(),
            LeftAlone = plan.Notes.ToArray(),
        }, plan.Actions)
        {
            Label = "new",
            Problems = existing.Node.Problems.Where(problem => PkiProblemId.IsAboutPassphrase(problem.Id)).ToArray(),
            MakesRoot = init.MakesRoot,
            Verify = (actions, read) => InitVerification.RemainingFault(actions, read, spec.CertificatesDirectory.Value),
        };
    }

    private static void Add(InitPlan plan, string role)
    {
        switch (PkiRoles.Find(role)!.Kind)
        {
            case PkiRoleKind.Authority:
                plan.Authority(role);
                break;
            case PkiRoleKind.KeyPair:
                plan.ServiceAccounts();
                break;
            case PkiRoleKind.Kubeconfig:
                plan.Credential(role);
                break;
            default:
                plan.Leaf(role);
                break;
        }
    }

    private static void Check(ExistingFiles existing, NodeSpec spec, ClusterSettings settings)
    {
        if (settings.EncryptionAlgorithm is { } algorithm && !KeyKind.All.Any(kind => algorithm.Value == KubeadmName(kind)))
            throw Refused(existing, PkiProblemId.MalformedConfiguration,
                $"'{algorithm.Value}' is not a key algorithm: {string.Join(", ", KeyKind.All.Select(KubeadmName))} ({algorithm.Source})");
        foreach (var (reason, source) in SettingsCheck.Complaints(spec, settings))
            throw Refused(existing, PkiProblemId.MalformedConfiguration, $"{reason} ({source})");
    }

    private static void RequireSettings(ExistingFiles existing, NodeSpec spec, List<string> roles)
    {
        if (spec.NodeName is null && roles.Exists(role => role == PkiRoles.KubeletConf || PkiRoles.Of(role).HasRequiredNames))
            throw Refused(existing, PkiProblemId.MissingSetting,
                "the node name is not known: set nodeRegistration.name, --node-name or -NodeName");
        if (spec.AdvertiseAddress is null
            && roles.Exists(role => role is PkiRoles.ControllerManagerConf or PkiRoles.SchedulerConf || PkiRoles.Of(role).HasRequiredNames
                || (role.EndsWith(".conf", StringComparison.Ordinal) && spec.ControlPlaneEndpoint is null)))
            throw Refused(existing, PkiProblemId.MissingSetting, "the address of this node's API server is not known: set "
                + "localAPIEndpoint.advertiseAddress, --advertise-address or -AdvertiseAddress");
    }

    private static string KubeadmName(KeyKind kind) => kind.Name.StartsWith('P') ? $"ECDSA-{kind.Name}" : kind.Name.Insert(3, "-");

    private static PkiProblemException Refused(ExistingFiles existing, string id, string reason) =>
        new(new PkiProblem { Id = id, Path = existing.Node.Root, NodePath = "/", Reason = reason });
}
