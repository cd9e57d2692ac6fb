using System.Management.Automation;
using KubePki.Changes.Init;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Pki.Keys;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>
/// Creates a PKI and kubeconfigs as kubeadm init would, from its configuration file or from parameters, or only the missing parts.
/// </para>
/// <para>
/// Values that are not set by a parameter or the file are taken from the node's files (manifests, kubelet's flags), then from kubeadm's
/// defaults. Existing files are never overwritten: an existing CA is used, and everything else is left alone with a warning. All changes
/// are made in one transaction. -WhatIf shows the plan.
/// </para>
/// </summary>
/// <example>
/// <para>Preview what would be created from a kubeadm configuration, in a separate directory.</para>
/// <code>
/// Get-KubePkiSpec -Root ./samples/expired-2020 -AsKubeadm
///   | Set-Content kubeadm.yaml;
///   New-KubePki -ConfigFile kubeadm.yaml -OutDirectory ./cp1 -WhatIf
/// </code>
/// </example>
/// <example>
/// <para>Create a PKI for a new control plane node, with CAs valid for 20 years.</para>
/// <code>
/// New-KubePki -OutDirectory ./cp1 -NodeName cp1 -AdvertiseAddress 10.2.1.7 -ControlPlaneEndpoint k8s.example.org:6443
///   -KubernetesVersion 1.31 -CaValidFor 20y -WhatIf
/// </code>
/// </example>
/// <example>
/// <para>Create a single certificate that is missing on a node.</para>
/// <code>New-KubePki -Root ./samples/expired-2020 -Role etcd-healthcheck-client -WhatIf</code>
/// </example>
[Cmdlet(VerbsCommon.New, "KubePki", SupportsShouldProcess = true, HelpUri = HelpPages.Base + "New-KubePki.md")]
[OutputType(typeof(RepairReceipt))]
public sealed class NewKubePkiCommand : NodePlanCommand
{
    /// <summary>A kubeadm configuration file (v1beta2, v1beta3 or v1beta4). Parameters take precedence over its values.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? ConfigFile { get; set; }

    /// <summary>The configuration of a cluster, from Get-KubePkiSpec. Parameters and the configuration file take precedence.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>
    /// Creates only these roles, such as ca, sa, apiserver, etcd-*, admin.conf. Wildcards are supported. The default is everything that
    /// kubeadm creates.
    /// </summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Role { get; set; } = [];

    /// <summary>
    /// Writes to this directory instead of the node. It is created if it does not exist, and gets etc/kubernetes and var/lib/kubelet.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutDirectory { get; set; }

    /// <summary>The node's name in the cluster.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NodeName { get; set; }

    /// <summary>The address that this node's API server advertises.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AdvertiseAddress { get; set; }

    /// <summary>The host and optional port where clients reach the control plane.</summary>
    [Parameter]
    [Alias("Server")]
    [ValidateNotNullOrEmpty]
    public string? ControlPlaneEndpoint { get; set; }

    /// <summary>The service address range, or two ranges separated by a comma for dual stack. The default is 10.96.0.0/12.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ServiceCidr { get; set; }

    /// <summary>The cluster's DNS domain. The default is cluster.local.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DnsDomain { get; set; }

    /// <summary>The cluster name in kubeconfigs. The default is kubernetes.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ClusterName { get; set; }

    /// <summary>The certificate directory on the node. The default is /etc/kubernetes/pki.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CertificatesDirectory { get; set; }

    /// <summary>
    /// The Kubernetes version, such as 1.31. For 1.29 and later, super-admin.conf is created, and admin.conf is in the group
    /// kubeadm:cluster-admins.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    public string? KubernetesVersion { get; set; }

    /// <summary>Additional names and addresses for the API server's certificate.</summary>
    [Parameter]
    [ValidateServerNames]
    public string[] AddSan { get; set; } = [];

    /// <summary>
    /// The key algorithm: RSA2048, RSA3072, RSA4096, P256 or P384. The default is the value in the configuration, else RSA2048.
    /// </summary>
    [Parameter]
    [ValidateSet("RSA2048", "RSA3072", "RSA4096", "P256", "P384")]
    public string? KeyAlgorithm { get; set; }

    /// <summary>The start of the validity period. The default is five minutes ago.</summary>
    [Parameter]
    [MomentTransform]
    public DateTimeOffset? NotBefore { get; set; }

    /// <summary>
    /// The validity period of certificates: 365d, 10y, or a TimeSpan. The default is the value in the configuration, else 365 days, limited
    /// by their CA.
    /// </summary>
    [Parameter]
    [LifetimeTransform]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    public TimeSpan? ValidFor { get; set; }

    /// <summary>The validity period of CAs. The default is the value in the configuration, else ten years.</summary>
    [Parameter]
    [LifetimeTransform]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    public TimeSpan? CaValidFor { get; set; }

    /// <summary>The number of recent backups to keep. The default is 10, plus the first of each of the last 30 days.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? KeepBackups { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => DemandRoles(Role, InitRoles.All);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Root is not null && OutDirectory is not null)
            ThrowTerminatingError(Errors.Exclusive(nameof(Root), nameof(OutDirectory)));
        if (InputObject is null && MyInvocation.ExpectingInput)
            return;
        if (InputObject is null)
            Create(new ClusterSettings());
        else
            Each(InputObject, Take, "the configuration of a cluster, from Get-KubePkiSpec");
    }

    private bool Take(PSObject input)
    {
        if (PipelineObject.As<NodeSpec>(input) is not { } spec)
            return false;
        Create(ClusterSettings.Of(spec));
        return true;
    }

    private void Create(ClusterSettings given)
    {
        Guarded(() =>
        {
            var read = OutDirectory is null ? Options : Options with { Root = GetUnresolvedProviderPathFromPSPath(OutDirectory) };
            var settings = ConfigFile is null
                ? Settings.Over(given)
                : Settings.Over(KubeadmFile.Read(GetUnresolvedProviderPathFromPSPath(ConfigFile), Cancellation)).Over(given);
            if (PlanCarrier.TakesBack(this, read.Root) is null)
                return;
            var plan = PkiInit.Plan(read, settings, Initializing, Cancellation);
            Report(plan.Problems);
            WriteNotes(plan.Plan.LeftAlone);
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
