using System.Management.Automation;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Repairs kubelet's credential: switches its link to the best PEM file, or issues a new certificate with the CA key.</para>
/// <para>
/// It repairs every problem that Test-KubeletClientCert reports: a certificate that is not valid yet, an expired one, a link that is a
/// file, dangling or half switched, and a kubelet.conf that is missing or has an embedded credential. The link is switched in the same way
/// as kubelet does it. If there is no problem, it does nothing.
/// </para>
/// <para>
/// With -Serving, it also configures kubelet to serve a certificate that clients can verify. Issue signs one here with the node's names and
/// addresses and sets it in kubelet's configuration. Bootstrap sets serverTLSBootstrap there; kubelet then requests a certificate from the
/// cluster, where the request must be approved. With -NodeName and -OutDirectory, it changes nothing on this node but creates a credential
/// for another node. -WhatIf shows the plan.
/// </para>
/// </summary>
/// <example>
/// <para>Preview the repair in a copied tree.</para>
/// <code>Repair-KubeletClientCert -Root ./samples/expired-2020 -WhatIf</code>
/// </example>
/// <example>
/// <para>Issue a serving certificate with the node's address, for metrics-server.</para>
/// <code>Repair-KubeletClientCert -Root ./samples/expired-2020 -Serving Issue -AddSan 10.2.1.151 -WhatIf</code>
/// </example>
/// <example>
/// <para>On a control plane node: create a credential for a worker whose own has expired.</para>
/// <code>Repair-KubeletClientCert -Root ./samples/expired-2020 -NodeName worker7 -OutDirectory ./worker7 -WhatIf</code>
/// </example>
[Cmdlet(VerbsDiagnostic.Repair, "KubeletClientCert", DefaultParameterSetName = "Path",
    SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpPages.Base + "Repair-KubeletClientCert.md")]
[OutputType(typeof(RepairReceipt))]
public sealed class RepairKubeletClientCertCommand : RepairNodeCommand
{
    private readonly List<string> _nodes = [];

    /// <summary>
    /// How kubelet gets a serving certificate from the cluster's CA: Issue (signed here) or Bootstrap (requested from the cluster). The
    /// default, Keep, does not change its serving certificate.
    /// </summary>
    [Parameter]
    public KubeletServing Serving { get; set; }

    /// <summary>Names and addresses to add to kubelet's serving certificate when that is issued.</summary>
    [Parameter]
    [ValidateServerNames]
    public string[] AddSan { get; set; } = [];

    /// <summary>
    /// The name of another node to create a credential for. With -AddSan and its addresses, a serving certificate is created, too.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = "Package")]
    [ValidateNotNullOrEmpty]
    public string? NodeName { get; set; }

    /// <summary>The directory for that credential. It must be empty or not exist.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Package")]
    [ValidateNotNullOrEmpty]
    public string? OutDirectory { get; set; }

    /// <inheritdoc/>
    protected override RepairOptions Repairing => base.Repairing with { Serving = Serving, AddNames = AddSan };

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (NodeName is not null && NodeNames.ValidationError(NodeName) is { } reason)
            ThrowTerminatingError(Errors.BadNodeName(NodeName, reason));
    }

    /// <inheritdoc/>
    protected override string Accepted => "verdicts of kubelets, findings, certificates, and the paths of nodes";

    /// <inheritdoc/>
    protected override bool Take(PSObject input)
    {
        if (PipelineObject.As<KubeletClientVerdict>(input) is { } verdict)
            Add(input, verdict.Root, verdict.NodeName);
        else if (PipelineObject.As<KubePkiFinding>(input) is { } finding)
            Add(input, finding.Root, finding.NodeName);
        else if (PipelineObject.As<KubeCertificate>(input) is { } certificate)
            Add(input, certificate.Root, certificate.NodeName);
        else
            return base.Take(input);
        return true;
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_nodes.Count > 0)
            ReadNodes(_nodes);
        else
            base.EndProcessing();
    }

    /// <inheritdoc/>
    protected override PreparedRepair Plan(NodePki node) => NodeName is null ? KubeletRepair.Plan(node, Repairing)
        : NodePackage.Plan(node, NodeName, GetUnresolvedProviderPathFromPSPath(OutDirectory), Repairing);

    private void Add(PSObject input, string root, string? nodeName)
    {
        From(input, root, nodeName);
        _nodes.Add(root);
    }
}
