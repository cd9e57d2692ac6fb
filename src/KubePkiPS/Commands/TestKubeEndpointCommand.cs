using System.Management.Automation;
using KubePki.Changes.Repair;
using KubePki.Cluster.Client;
using KubePki.Cluster.Probing;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading;
using KubePki.Reports;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Shows which certificates endpoints serve, whether clients accept them, and whether they match the files on disk.</para>
/// <para>
/// It connects only to the specified targets: endpoints, the servers of kubeconfigs, or all endpoints that a node should serve according to
/// its manifests and kubelet configuration (6443, 10250, 10257, 10259, 2379, 2380). The presented chain is verified as Go's TLS client
/// does, including the name. OnDisk shows whether the component serves the certificate in its file. A certificate that was renewed but not
/// reloaded is detected, and the finding says how to restart the component. For a server that requests client certificates, the accepted
/// CAs are listed. With -Certificate, it tests whether the server accepts your certificate. The trusted CAs are those of the kubeconfig,
/// then those of the node, then those of the machine.
/// </para>
/// </summary>
/// <example>
/// <para>Show what an address serves and whether clients accept it.</para>
/// <code>Test-KubeEndpoint 127.0.0.1:6443 -TimeoutSec 2 | Format-List Endpoint, State, Protocol, GoError, Findings</code>
/// </example>
/// <example>
/// <para>Check whether the scheduler and the controller manager of this machine serve certificates that expire soon.</para>
/// <code>'127.0.0.1:10257', '127.0.0.1:10259' | Test-KubeEndpoint -TimeoutSec 2 | Where-Object NotAfter -lt (Get-Date).AddDays(30)</code>
/// </example>
/// <example>
/// <para>Check whether kubelet serves the certificate in its file, under the node's name, and show the remedy if not.</para>
/// <code>
/// Test-KubeEndpoint 127.0.0.1:10250 -ServerName cp1 -TimeoutSec 2 | Select-Object -ExpandProperty Findings | Format-List Message, Remedy
/// </code>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "KubeEndpoint", DefaultParameterSetName = "Node",
    HelpUri = HelpPages.Base + "Test-KubeEndpoint.md")]
[OutputType(typeof(KubeEndpointVerdict), typeof(bool))]
public sealed class TestKubeEndpointCommand : StoppableCommand
{
    private readonly List<ProbeTarget> _targets = [];

    /// <summary>Endpoints: host:port, [address]:port, a host (port 6443), or a URL.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Endpoint")]
    [ValidateNotNullOrEmpty]
    public string[]? Endpoint { get; set; }

    /// <summary>Endpoints, and kubeconfigs from Get-KubeconfigSet: the server of each of their clusters is probed.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    public PSObject? InputObject { get; set; }

    /// <summary>
    /// The root directory of the node. Its files say what it should serve, and served certificates are compared with them. The default is
    /// /.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Root { get; set; } = "/";

    /// <summary>
    /// The name or address that the certificates must be valid for. The default is the host of each endpoint, or the node's name for a
    /// node's kubelet.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ServerName { get; set; }

    /// <summary>Files with the CAs to trust, instead of those of the kubeconfig or the node.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [Alias("Authority")]
    public string[]? CertificateAuthority { get; set; }

    /// <summary>A file with a client certificate to present. The result shows whether the server accepts it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Certificate { get; set; }

    /// <summary>The file with the client certificate's key. The default is the certificate's file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Key { get; set; }

    /// <summary>The timeout in seconds for each connection, including handshake and first response. The default is 10.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int TimeoutSec { get; set; } = 10;

    /// <summary>The number of endpoints to probe in parallel. The default is 8.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>The time to evaluate certificates for. The default is now.</summary>
    [Parameter]
    [MomentTransform]
    public DateTimeOffset AsOf { get; set; } = Times.WholeSeconds(DateTimeOffset.UtcNow);

    /// <summary>
    /// Without endpoints, connects to the addresses in the files of -Root, even if it is the tree of another machine. They may lead to this
    /// one.
    /// </summary>
    [Parameter(ParameterSetName = "Node")]
    public SwitchParameter Force { get; set; }

    /// <summary>Outputs only true or false: whether every endpoint is fine.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        Each(InputObject, Take, "endpoints, URLs, and kubeconfigs");
        foreach (var text in Endpoint ?? [])
            Add(text);
    }

    private bool Take(PSObject input)
    {
        if (PipelineObject.As<Kubeconfig>(input) is { } kubeconfig)
            _targets.AddRange(KubeconfigTargets.Of(kubeconfig));
        else if (input.BaseObject is string or Uri)
            Add(input.BaseObject.ToString()!);
        else if (PipelineObject.As<KubeEndpointVerdict>(input) is { } verdict)
            Add(verdict.Endpoint);
        else
            return false;
        return true;
    }

    private void Add(string text)
    {
        if (ProbeTarget.TryParse(text, out var target))
            _targets.Add(target);
        else
            WriteError(Errors.BadEndpoint(text));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            var node = new NodeReader(Reading(GetUnresolvedProviderPathFromPSPath(Root)), Cancellation).ReadNode();
            if (ParameterSetName == "Node")
                AddNode(node);
            Probe(node);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        catch (ClusterException e)
        {
            ThrowTerminatingError(Errors.FromCluster(e));
        }
        catch (Exception e) when (Errors.IsFault(e))
        {
            ThrowTerminatingError(Errors.Broken(e));
        }
    }

    private void AddNode(NodePki node)
    {
        foreach (var problem in ProblemSummary.Of(node.Gaps))
            WriteError(Errors.FromProblem(problem));
        _targets.AddRange(NodeTargets.Of(node));
        if (!Force && _targets.Count > 0 && NodeTargets.Objection(node) is { } objection)
        {
            _targets.Clear();
            WriteError(Errors.OtherMachine(objection, node.Root));
            return;
        }
        if (_targets.Count == 0 && !node.IsEmpty)
            WriteWarning($"No file in {node.Root} shows what this node serves. Specify an endpoint.");
    }

    private void Probe(NodePki node)
    {
        var options = new ProbeOptions
        {
            AsOf = AsOf,
            ServerName = ServerName,
            Authorities = CertificateAuthority is null ? null : [.. CertificateAuthority.SelectMany(ReadAuthorities)],
            CertificateFile = Certificate is null ? null : GetUnresolvedProviderPathFromPSPath(Certificate),
            KeyFile = Key is null ? null : GetUnresolvedProviderPathFromPSPath(Key),
            Timeout = TimeSpan.FromSeconds(TimeoutSec),
            Throttle = ThrottleLimit,
            Node = node,
            Diagnose = read => RepairOutlook.Diagnose(read, DiagnosisOptions.Everything,
                new RepairCommandLine { AsOf = MyInvocation.BoundParameters.ContainsKey(nameof(AsOf)) ? AsOf : null }, Cancellation),
        };
        var quiet = new QuietVerdict();
        var verdicts = Prober.ProbeAsync(_targets, options, Cancellation).GetAsyncEnumerator(Cancellation);
        try
        {
            while (Task.Run(() => verdicts.MoveNextAsync().AsTask()).GetAwaiter().GetResult())
            {
                quiet.Add(verdicts.Current.Ok);
                if (!Quiet)
                    WriteRows([Skin.PowerShell(verdicts.Current)]);
            }
            if (Quiet)
                WriteObject(quiet.IsWell);
        }
        finally
        {
            Task.Run(() => verdicts.DisposeAsync().AsTask()).GetAwaiter().GetResult();
        }
    }

    private List<KubeCertificate> ReadAuthorities(string pattern)
    {
        var certificates = new List<KubeCertificate>();
        var reader = new NodeReader(Reading("/"), Cancellation);
        foreach (var snapshot in GetResolvedProviderPathFromPSPath(pattern, out _).SelectMany(reader.ReadPath))
        {
            foreach (var problem in snapshot.Problems)
                WriteError(Errors.FromProblem(problem));
            certificates.AddRange(snapshot.Certificates);
        }
        return certificates;
    }

    private ReadOptions Reading(string root) => new() { Root = root, AsOf = AsOf.ToUniversalTime() };
}
