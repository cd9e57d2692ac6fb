using System.Management.Automation;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Checks;

namespace KubePkiPS.Commands;

/// <summary>Base of the commands that plan from findings: those of the node, or those that the pipeline brings.</summary>
public abstract class FindingRepairCommand : CertificateRepairCommand
{
    private readonly List<Given> _given = [];

    /// <summary>Repairs only what these checks find. Wildcards are supported.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Check { get; set; } = [];

    private DiagnosisOptions Asked => new() { Checks = Check, Severity = FindingSeverity.Warning };

    /// <inheritdoc/>
    protected override string Accepted =>
        "findings, certificates, kubeconfigs, verdicts of certificates, kubelets and endpoints, and the paths of nodes";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (DiagnosisOptions.Unknown(Asked) is { } name)
            ThrowTerminatingError(Errors.UnknownNodeCheck(name));
    }

    /// <inheritdoc/>
    protected override bool Take(PSObject input)
    {
        if (PipelineObject.As<KubePkiFinding>(input) is { } finding)
            Add(input, finding);
        else if (PipelineObject.As<KubeEndpointVerdict>(input) is { } endpoint)
            endpoint.Findings.ToList().ForEach(found => Add(input, found));
        else if (PipelineObject.As<KubeCertificate>(input) is { } certificate)
            Add(input, certificate.Root, certificate.NodeName, certificate.NodePath);
        else if (PipelineObject.As<Kubeconfig>(input) is { } kubeconfig)
            Add(input, kubeconfig.Root, kubeconfig.NodeName, kubeconfig.NodePath);
        else if (PipelineObject.As<KubeCertificateVerdict>(input) is { } verdict)
            Add(input, verdict);
        else if (PipelineObject.As<KubeletClientVerdict>(input) is { } kubelet)
            Add(input, kubelet.Root, kubelet.NodeName, kubelet.Certificate?.NodePath ?? kubelet.CredentialPath);
        else if (PipelineObject.Root(input) is { } root && PipelineObject.Text(input, "NodePath") is { } file)
            Add(input, Normal(root), PipelineObject.Text(input, "NodeName"), file);
        else
            return base.Take(input);
        return true;
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_given.Count > 0)
            ReadNodes(_given.Select(given => given.Root));
        else
            base.EndProcessing();
    }

    /// <inheritdoc/>
    protected override PreparedRepair Plan(NodePki node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var asked = _given.Where(given => given.Root == node.Root).ToList();
        var found = Diagnosis.Run(node, Asked, Cancellation);
        return RepairPlanner.Plan(node,
            _given.Count == 0 ? found : [.. found.Where(finding => asked.Exists(given => given.Means(finding)))], Repairing);
    }

    private void Add(PSObject input, KubePkiFinding finding)
    {
        // A line of a log and an endpoint speak of a file; what is wrong with it is found there.
        var isOfCheck = CheckCatalogue.All.Any(check => check.Name == finding.Check);
        Add(input, finding.Root, finding.NodeName, finding.NodePath, isOfCheck ? finding : null);
    }

    private void Add(PSObject input, KubeCertificateVerdict verdict)
    {
        if (NodeRoots.Of(verdict.Path, verdict.NodePath) is { } root)
            Add(input, root, null, verdict.NodePath);
        else
            WriteError(Errors.NoNodeFile(input));
    }

    private void Add(PSObject input, string root, string? nodeName, string? nodePath, KubePkiFinding? finding = null)
    {
        if (finding is null && nodePath is null)
        {
            WriteError(Errors.NoNodeFile(input));
            return;
        }
        From(input, root, nodeName);
        _given.Add(new Given(root, nodePath, finding?.Check, finding?.Target));
    }

    private sealed record Given(string Root, string? NodePath, string? Check, string? Target)
    {
        public bool Means(KubePkiFinding finding) =>
            Check is null ? finding.NodePath == NodePath : finding.Check == Check && finding.Target == Target;
    }
}
