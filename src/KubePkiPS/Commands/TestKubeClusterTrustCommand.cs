using System.Management.Automation;
using System.Security;
using KubePki.Cluster.Trust;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading;
using KubePki.Reports;
using KubePkiPS.Views;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Diagnoses the trust of a cluster: findings with evidence and remedy, most severe first.</para>
/// <para>
/// It checks the certificates in TLS Secrets, and holds the CA bundles of webhooks, API services and CRD conversions against the
/// certificates that are really served. These are seen by connecting to the service, else through the API server's port-forward to a pod
/// behind it, else in the Secret that its pods mount. Only TLS handshakes are made; no credentials are sent to addresses that the cluster
/// names. Nothing is changed, and private keys are neither kept nor shown. What may not be read is an error, and the rest is checked. The
/// last such error has the ClusterRole that is enough.
/// </para>
/// </summary>
/// <example>
/// <para>Diagnose the cluster of the current kubeconfig context.</para>
/// <code>Test-KubeClusterTrust</code>
/// </example>
/// <example>
/// <para>Show what is wrong with two namespaces, with evidence and remedy.</para>
/// <code>Test-KubeClusterTrust -Namespace cert-manager, kube-system | Format-List Check, Target, Message, Proof, Remedy</code>
/// </example>
/// <example>
/// <para>Show the ClusterRole with the rights that are needed, for kubectl auth reconcile -f -.</para>
/// <code>Test-KubeClusterTrust -ShowClusterRole</code>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "KubeClusterTrust", DefaultParameterSetName = "Cluster",
    HelpUri = HelpPages.Base + "Test-KubeClusterTrust.md")]
[OutputType(typeof(KubePkiFinding), typeof(bool), typeof(string))]
public sealed class TestKubeClusterTrustCommand : ClusterCommand
{
    /// <summary>Kubeconfigs, whose clusters are checked, from the pipeline.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = "Cluster")]
    public PSObject? InputObject { get; set; }

    /// <summary>
    /// The path to the kubeconfig. Several kubeconfigs are merged as kubectl does. The default is the KUBECONFIG variable, then
    /// ~/.kube/config, then the pod's service account.
    /// </summary>
    [Parameter(ParameterSetName = "Cluster")]
    [ValidateNotNullOrEmpty]
    public override string[]? Kubeconfig { get; set; }

    /// <summary>The kubeconfig context to use. The default is the current context.</summary>
    [Parameter(ParameterSetName = "Cluster")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    public override string? Context { get; set; }

    /// <summary>A bearer token to use instead of the kubeconfig's credential.</summary>
    [Parameter(ParameterSetName = "Cluster")]
    [ValidateNotNull]
    public override SecureString? Token { get; set; }

    /// <summary>The timeout in seconds for one call, retries and all pages of a list included. The default is 30.</summary>
    [Parameter(ParameterSetName = "Cluster")]
    [ValidateRange(1, 3600)]
    public override int TimeoutSec { get; set; } = 30;

    /// <summary>Checks only what is in these namespaces, and what belongs to none, such as the API servers. The default is all.</summary>
    [Parameter(ParameterSetName = "Cluster")]
    [ValidateNotNullOrEmpty]
    public string[] Namespace { get; set; } = [];

    /// <summary>
    /// The root directory, archive or snapshot of a control plane node of this cluster. Its files, such as sa.pub, are compared.
    /// </summary>
    [Parameter(ParameterSetName = "Cluster")]
    [ValidateNotNullOrEmpty]
    public string? Root { get; set; }

    /// <summary>The time to evaluate for: 2026-07-01, +30d, -12h, tomorrow; UTC unless it has an offset. The default is now.</summary>
    [Parameter(ParameterSetName = "Cluster")]
    [MomentTransform]
    public DateTimeOffset AsOf { get; set; } = Times.WholeSeconds(DateTimeOffset.UtcNow);

    /// <summary>
    /// The time within which an expiration is a finding: 30d, 12h, 20% (of the lifetime), or a TimeSpan. By default, a certificate is
    /// reported when less than 30 days and less than a fifth of its lifetime are left.
    /// </summary>
    [Parameter(ParameterSetName = "Cluster")]
    [ExpiryThresholdTransform]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    public ExpiryThreshold? ExpiresWithin { get; set; }

    /// <summary>Runs only these checks. Wildcards are supported.</summary>
    [Parameter(ParameterSetName = "Cluster")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Check { get; set; } = [];

    /// <summary>Skips these checks. Wildcards are supported.</summary>
    [Parameter(ParameterSetName = "Cluster")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ExcludeCheck { get; set; } = [];

    /// <summary>Connects to the API server only, not to webhooks, aggregated API servers and kubelets.</summary>
    [Parameter(ParameterSetName = "Cluster")]
    public SwitchParameter NoDial { get; set; }

    /// <summary>Does not connect to pods through the API server to see their certificates.</summary>
    [Parameter(ParameterSetName = "Cluster")]
    public SwitchParameter NoPortForward { get; set; }

    /// <summary>
    /// The lowest severity to report: Information, Warning, Error or Critical. The default is Information, or Error with -Quiet.
    /// </summary>
    [Parameter(ParameterSetName = "Cluster")]
    public FindingSeverity? Severity { get; set; }

    /// <summary>
    /// Outputs only true or false: whether there is no finding with at least the severity in -Severity, or Error, and all that was asked
    /// for could be checked.
    /// </summary>
    [Parameter(ParameterSetName = "Cluster")]
    public SwitchParameter Quiet { get; set; }

    /// <summary>
    /// Shows each finding as a list, with its evidence, its consequences and its remedy, instead of a row of a table. The objects are the
    /// same.
    /// </summary>
    [Parameter(ParameterSetName = "Cluster")]
    public SwitchParameter Detailed { get; set; }

    /// <summary>Outputs the ClusterRole with the rights that are needed, and does nothing else.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "ClusterRole")]
    public SwitchParameter ShowClusterRole { get; set; }

    private DiagnosisOptions Asked => new()
    {
        Checks = Check,
        ExcludedChecks = ExcludeCheck,
        Severity = Severity ?? (Quiet ? FindingSeverity.Error : FindingSeverity.Information),
    };

    private bool _isAsked;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (KnownNames.Unknown(Check.Concat(ExcludeCheck), TrustCatalogue.All.Select(check => check.Name)) is { } name)
            ThrowTerminatingError(Errors.UnknownTrustCheck(name));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Each(InputObject, Take, "kubeconfigs");

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ShowClusterRole)
            WriteObject(TrustCatalogue.Role);
        else if (!_isAsked)
            Diagnose();
    }

    private bool Take(PSObject input)
    {
        // A kubeconfig can run a program; of a tree or an image nobody knows who wrote it.
        if (PipelineObject.As<Kubeconfig>(input) is { Root: "/" } kubeconfig)
            Use(kubeconfig.Path);
        else if ((PipelineObject.Path(input) ?? input.BaseObject as string) is { } file)
            Use(GetUnresolvedProviderPathFromPSPath(file));
        else
            return false;
        _isAsked = true;
        Diagnose();
        return true;
    }

    private void Diagnose()
    {
        var cluster = Cluster;
        var options = Options();
        var report = Wait(stop => TrustSession.RunAsync(cluster, options, stop));
        foreach (var gap in report.Gaps)
            WriteError(Errors.FromGap(gap, gap == report.Gaps[^1] ? report.Role : null));
        if (Quiet)
            WriteObject(report.Findings.Count == 0 && report.Gaps.Count == 0);
        else
            WriteRows(report.Findings.Select(Skin.PowerShell), Page.Fit(Host, "   " + report.Headline), Detailed);
    }

    private TrustOptions Options() => new()
    {
        AsOf = AsOf.ToUniversalTime(),
        ExpiresWithin = ExpiresWithin,
        Namespaces = Namespace,
        Node = Root is null ? null : ReadNode(GetUnresolvedProviderPathFromPSPath(Root)),
        MayDial = !NoDial,
        MayForward = !NoPortForward,
        Asked = Asked,
    };

    private NodePki ReadNode(string root)
    {
        var node = new NodeReader(new ReadOptions { Root = root, AsOf = AsOf.ToUniversalTime() }, Cancellation).ReadNode();
        foreach (var problem in ProblemSummary.Of(node.Gaps))
            WriteError(Errors.FromProblem(problem));
        return node;
    }
}
