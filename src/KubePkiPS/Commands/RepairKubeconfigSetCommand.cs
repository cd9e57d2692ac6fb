using System.Management.Automation;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Repairs kubeconfigs: expired or mismatched credentials, CA bundles, servers, outdated copies, and missing kubeconfigs.</para>
/// <para>
/// Without a path, it repairs all kubeconfigs of the node, creates admin.conf, controller-manager.conf, scheduler.conf and kubelet.conf if
/// they are missing on a control plane node, and points a kubelet.conf with an embedded credential to kubelet's PEM file. With -Path, it
/// repairs only these files. Copies such as ~/.kube/config get the cluster's CAs, and the credential of admin.conf if the old one was
/// signed by the cluster's CA and its key is in the file. Files of other users are changed only this way. A missing file whose name shows
/// its role, such as /etc/kubernetes/super-admin.conf, is created. Only users and clusters that belong to this cluster are changed.
/// Everything else is kept byte for byte: comments, order, other users, exec plugins, line endings. -WhatIf shows the plan.
/// </para>
/// </summary>
/// <example>
/// <para>Preview the repair in a copied tree.</para>
/// <code>Repair-KubeconfigSet -Root ./samples/expired-2020 -WhatIf</code>
/// </example>
/// <example>
/// <para>Point one kubeconfig of a copied tree to another API server.</para>
/// <code>
/// Repair-KubeconfigSet /etc/kubernetes/admin.conf -Root ./samples/expired-2020 -AsOf 2020-07-01 -Server https://k8s.example.org:6443
///   -WhatIf
/// </code>
/// </example>
/// <example>
/// <para>Repair only the kubeconfigs that no longer work.</para>
/// <code>Get-KubeconfigSet -Root ./samples/expired-2020 | Where-Object Status -ne Valid | Repair-KubeconfigSet -WhatIf</code>
/// </example>
[Cmdlet(VerbsDiagnostic.Repair, "KubeconfigSet", DefaultParameterSetName = "Path",
    SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpPages.Base + "Repair-KubeconfigSet.md")]
[OutputType(typeof(RepairReceipt))]
public sealed class RepairKubeconfigSetCommand : RepairNodeCommand
{
    private readonly List<(string Root, string NodePath)> _named = [];
    private string[]? _paths;
    private bool _isPath;

    /// <inheritdoc/>
    protected override ReadOptions Options => base.Options with { NamedKubeconfigs = _paths ?? [] };

    /// <inheritdoc/>
    protected override IEnumerable<NodePki> ReadFrom(NodeReader reader, string path)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (reader.PlaceOfFile(path) is not { } place)
            return base.ReadFrom(reader, path);
        _named.Add(place);
        return [];
    }

    /// <inheritdoc/>
    protected override string Accepted => "kubeconfigs, certificates in kubeconfigs, findings about kubeconfigs, and paths";

    /// <inheritdoc/>
    protected override bool Take(PSObject input)
    {
        if (PipelineObject.As<Kubeconfig>(input) is { } kubeconfig)
            Name(input, kubeconfig.Root, kubeconfig.NodeName, kubeconfig.NodePath);
        else if (PipelineObject.As<KubeCertificate>(input) is { } certificate)
            Name(input, certificate.Root, certificate.NodeName, certificate.NodePath);
        else if (PipelineObject.As<KubePkiFinding>(input) is { } finding)
            Name(input, finding.Root, finding.NodeName, finding.NodePath);
        else
            return _isPath = base.Take(input);
        return true;
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (var node in _named.Distinct().GroupBy(named => named.Root))
        {
            _paths = [.. node.Select(named => named.NodePath)];
            ReadNodes([node.Key]);
        }
        base.EndProcessing();
    }

    /// <inheritdoc/>
    protected override PreparedRepair Plan(NodePki node) =>
        KubeconfigRepair.Plan(node, _paths, Repairing, areNamed: _isPath || InputObject is null);

    private void Name(PSObject input, string root, string? nodeName, string? nodePath)
    {
        From(input, root, nodeName);
        if (nodePath is null)
            WriteError(Errors.NoNodeFile(input));
        else
            _named.Add((root, nodePath));
    }
}
