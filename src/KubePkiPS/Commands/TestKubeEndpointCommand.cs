using System.Management.Automation;
using KubePki.Cluster.Client;
using KubePki.Cluster.Probing;
using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Says what endpoints really serve, whether clients accept it, and whether it is what lies on the disk.</para>
/// <para>
/// It connects to what it is pointed at, and to nothing else: endpoints, the servers of kubeconfigs, or all that a node should serve by its
/// manifests and the configuration of its kubelet (6443, 10250, 10257, 10259, 2379, 2380). The chain that is presented is judged as Go's
/// TLS client does, its name included. OnDisk tells whether the component serves the certificate of its file: one that was renewed and not
/// loaded shows here, and the finding has the restart that cures it. A server that asks for client certificates says from which CAs; with
/// -Certificate it is tried whether it takes yours. The CAs to trust are those of the kubeconfig, else those of the node, else those of the
/// machine.
/// </para>
/// </summary>
/// <example>
/// <para>What an address really serves, and what clients say to it.</para>
/// <code>Test-KubeEndpoint 127.0.0.1:6443 -TimeoutSec 2 | Format-List Endpoint, State, Protocol, GoError, Findings</code>
/// </example>
/// <example>
/// <para>Whether the scheduler and the controller manager of this machine serve certificates that end soon.</para>
/// <code>'127.0.0.1:10257', '127.0.0.1:10259' | Test-KubeEndpoint -TimeoutSec 2 | Where-Object NotAfter -lt (Get-Date).AddDays(30)</code>
/// </example>
/// <example>
/// <para>Whether kubelet serves what lies in its files, known by the node's name; with the cure where it does not.</para>
/// <code>
/// Test-KubeEndpoint 127.0.0.1:10250 -ServerName cp1 -TimeoutSec 2 | Select-Object -ExpandProperty Findings | Format-List Message, Remedy
/// </code>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "KubeEndpoint", DefaultParameterSetName = "Node",
    HelpUri = HelpPages.Base + "Test-KubeEndpoint.md")]
[OutputType(typeof(KubeEndpointVerdict))]
public sealed class TestKubeEndpointCommand : StoppableCommand
{
    private readonly List<ProbeTarget> _targets = [];

    /// <summary>Endpoints: host:port, [address]:port, a host alone (port 6443), or a URL.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Endpoint")]
    [ValidateNotNullOrEmpty]
    public string[]? Endpoint { get; set; }

    /// <summary>Kubeconfigs, as Get-KubeconfigSet gives them: the server of each of their clusters is probed.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Kubeconfig")]
    public Kubeconfig[]? Kubeconfig { get; set; }

    /// <summary>
    /// The directory that stands for the node's /; its files tell what it should serve, and what is served is held against them. The
    /// default is /.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Root { get; set; } = "/";

    /// <summary>
    /// The name or address that the certificates must be for; the default is the host of each endpoint, for a node's kubelet the node's
    /// name.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ServerName { get; set; }

    /// <summary>Files of the CAs to trust, in place of those of the kubeconfig or the node.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Authority { get; set; }

    /// <summary>The file of a client certificate to show; whether the server takes it is told.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Certificate { get; set; }

    /// <summary>The file of the client certificate's key; the default is the file of the certificate.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Key { get; set; }

    /// <summary>How many seconds each connection may take, its handshake and first answer included. The default is 10.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int TimeoutSec { get; set; } = 10;

    /// <summary>How many endpoints are probed at once. The default is 8.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>The moment at which certificates are judged. The default is now.</summary>
    [Parameter]
    public DateTimeOffset AsOf { get; set; } = DateTimeOffset.UtcNow;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var kubeconfig in Kubeconfig ?? [])
            _targets.AddRange(KubeconfigTargets.Of(kubeconfig));
        foreach (var text in Endpoint ?? [])
        {
            if (ProbeTarget.TryParse(text, out var target))
                _targets.Add(target);
            else
                WriteError(Errors.BadEndpoint(text));
        }
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
        foreach (var problem in node.Problems.Where(problem => problem.Id is PkiProblemId.NodeNotFound or PkiProblemId.PathNotFound))
            WriteError(Errors.FromProblem(problem));
        _targets.AddRange(NodeTargets.Of(node));
        if (_targets.Count == 0 && !node.IsEmpty)
            WriteWarning($"Nothing below {node.Root} says what this node serves; name an endpoint.");
    }

    private void Probe(NodePki node)
    {
        var options = new ProbeOptions
        {
            AsOf = AsOf,
            ServerName = ServerName,
            Authorities = Authority is null ? null : [.. Authority.SelectMany(ReadAuthorities)],
            CertificateFile = Certificate is null ? null : GetUnresolvedProviderPathFromPSPath(Certificate),
            KeyFile = Key is null ? null : GetUnresolvedProviderPathFromPSPath(Key),
            Timeout = TimeSpan.FromSeconds(TimeoutSec),
            Throttle = ThrottleLimit,
            Node = node,
        };
        var verdicts = Prober.ProbeAsync(_targets, options, Cancellation).GetAsyncEnumerator(Cancellation);
        try
        {
            while (Task.Run(() => verdicts.MoveNextAsync().AsTask()).GetAwaiter().GetResult())
                WriteObject(verdicts.Current);
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
