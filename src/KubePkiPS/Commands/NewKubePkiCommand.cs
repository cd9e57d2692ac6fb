using System.Management.Automation;
using KubePki.Changes.Init;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Pki.Keys;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>
/// Makes a PKI and kubeconfigs as kubeadm init would, from its configuration file or from parameters, or single pieces that are missing.
/// </para>
/// <para>
/// What no parameter and no file says is taken from the node's disk (manifests, kubelet's flags), else from kubeadm's defaults. What is
/// there already is never written over: a CA is used, all else is left, and a warning says so. All is one transaction; -WhatIf shows the
/// plan.
/// </para>
/// </summary>
/// <example>
/// <para>What would be made from a configuration of kubeadm, in a directory to carry away.</para>
/// <code>
/// Get-KubePkiSpec -Root ./samples/expired-2020 -AsKubeadm
///   | Set-Content kubeadm.yaml;
///   New-KubePki -ConfigFile kubeadm.yaml -OutDirectory ./cp1 -WhatIf
/// </code>
/// </example>
/// <example>
/// <para>A PKI for a new control plane node, with CAs for twenty years.</para>
/// <code>
/// New-KubePki -OutDirectory ./cp1 -NodeName cp1 -AdvertiseAddress 10.2.1.7 -ControlPlaneEndpoint k8s.example.org:6443
///   -KubernetesVersion 1.31 -CaValidFor 20y -WhatIf
/// </code>
/// </example>
/// <example>
/// <para>One piece that is missing on a node.</para>
/// <code>New-KubePki -Root ./samples/expired-2020 -Role etcd-healthcheck-client -WhatIf</code>
/// </example>
[Cmdlet(VerbsCommon.New, "KubePki", SupportsShouldProcess = true, HelpUri = HelpPages.Base + "New-KubePki.md")]
[OutputType(typeof(RepairReceipt))]
public sealed class NewKubePkiCommand : NodePlanCommand
{
    /// <summary>A configuration file of kubeadm (v1beta2, v1beta3 or v1beta4). Parameters count more than what it says.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? ConfigFile { get; set; }

    /// <summary>
    /// Only these pieces: ca, sa, apiserver, etcd-*, admin.conf; wildcards are taken. The default is all that kubeadm makes.
    /// </summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RoleCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Role { get; set; } = [];

    /// <summary>
    /// A directory to carry away instead of the node: it is made when it is not there, and gets etc/kubernetes and var/lib/kubelet.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutDirectory { get; set; }

    /// <summary>The node's name in the cluster.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NodeName { get; set; }

    /// <summary>The address of this node's API server.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AdvertiseAddress { get; set; }

    /// <summary>The host, and port, at which clients reach the control plane.</summary>
    [Parameter]
    [Alias("Server")]
    [ValidateNotNullOrEmpty]
    public string? ControlPlaneEndpoint { get; set; }

    /// <summary>The range of service addresses; two, joined by a comma, for dual stack. The default is 10.96.0.0/12.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ServiceCidr { get; set; }

    /// <summary>The cluster's DNS domain. The default is cluster.local.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DnsDomain { get; set; }

    /// <summary>The cluster's name in kubeconfigs. The default is kubernetes.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ClusterName { get; set; }

    /// <summary>The directory of certificates on the node. The default is /etc/kubernetes/pki.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CertificatesDirectory { get; set; }

    /// <summary>
    /// The version of Kubernetes, such as 1.31: since 1.29 there is super-admin.conf, and admin.conf is of kubeadm:cluster-admins.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KubernetesVersion { get; set; }

    /// <summary>Further names and addresses of the API server's certificate.</summary>
    [Parameter]
    [ValidateServerNames]
    public string[] AddSan { get; set; } = [];

    /// <summary>
    /// The kind of keys: RSA2048, RSA3072, RSA4096, P256 or P384. The default is what the configuration says, else RSA2048.
    /// </summary>
    [Parameter]
    [ValidateSet("RSA2048", "RSA3072", "RSA4096", "P256", "P384")]
    public string? KeyAlgorithm { get; set; }

    /// <summary>The first moment of every lifetime. The default is five minutes ago.</summary>
    [Parameter]
    public DateTimeOffset? NotBefore { get; set; }

    /// <summary>
    /// How long certificates are valid: 365d, 10y, or a TimeSpan. The default is what the configuration says, else 365 days; never beyond
    /// their CA.
    /// </summary>
    [Parameter]
    [LifetimeTransform]
    public TimeSpan? ValidFor { get; set; }

    /// <summary>How long CAs are valid. The default is what the configuration says, else ten years.</summary>
    [Parameter]
    [LifetimeTransform]
    public TimeSpan? CaValidFor { get; set; }

    /// <summary>How many of the newest backups are kept. The default is 10, and the first of each of the last 30 days.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? KeepBackups { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Root is not null && OutDirectory is not null)
            ThrowTerminatingError(Errors.Exclusive(nameof(Root), nameof(OutDirectory)));
        Guarded(() =>
        {
            var read = OutDirectory is null ? Options : Options with { Root = GetUnresolvedProviderPathFromPSPath(OutDirectory) };
            var settings = ConfigFile is null
                ? Settings
                : Settings.Over(KubeadmFile.Read(GetUnresolvedProviderPathFromPSPath(ConfigFile), Cancellation));
            if (PlanCarrier.TakesBack(this, read.Root) is null)
                return;
            var plan = PkiInit.Plan(read, settings, Initializing, Cancellation);
            Report(plan.Problems);
            foreach (var note in plan.Plan.LeftAlone)
                WriteWarning(note.ToString());
            PlanCarrier.Carry(this, plan, read, Cancellation, KeepBackups);
        });
    }

    private InitOptions Initializing => new()
    {
        Roles = Role,
        KeyKind = KeyKind.Find(KeyAlgorithm),
        NotBefore = NotBefore,
        ValidFor = ValidFor,
        AuthorityValidFor = CaValidFor,
        MakesRoot = OutDirectory is not null,
    };

    private ClusterSettings Settings => new()
    {
        NodeName = Said(NodeName, nameof(NodeName)),
        AdvertiseAddress = Said(AdvertiseAddress, nameof(AdvertiseAddress)),
        ControlPlaneEndpoint = Said(ControlPlaneEndpoint, nameof(ControlPlaneEndpoint)),
        ServiceSubnet = Said(ServiceCidr, nameof(ServiceCidr)),
        DnsDomain = Said(DnsDomain, nameof(DnsDomain)),
        ClusterName = Said(ClusterName, nameof(ClusterName)),
        CertificatesDirectory = Said(CertificatesDirectory, nameof(CertificatesDirectory)),
        KubernetesVersion = Said(KubernetesVersion, nameof(KubernetesVersion)),
        ApiServerNames = AddSan.Select(name => Said(name, nameof(AddSan))!).ToArray(),
    };

    private static SpecValue? Said(string? value, string parameter) => value is null ? null : new SpecValue(value, $"-{parameter}");
}
