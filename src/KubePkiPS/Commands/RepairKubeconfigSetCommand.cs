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

    /// <summary>Kubeconfigs from Get-KubeconfigSet. Only these are repaired.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Kubeconfig")]
    public Kubeconfig[]? Kubeconfig { get; set; }

    /// <summary>Certificates from Get-KubeCertificate. Only the kubeconfigs that contain them are repaired.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Certificate")]
    public KubeCertificate[]? Certificate { get; set; }

    /// <summary>Findings from Test-KubePki. Only the kubeconfigs that they refer to are repaired.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Finding")]
    public KubePkiFinding[]? Finding { get; set; }

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
    protected override void ProcessRecord()
    {
        foreach (var kubeconfig in Kubeconfig ?? [])
            Name(kubeconfig.Path, kubeconfig.NodePath);
        foreach (var certificate in Certificate ?? [])
            Name(certificate.Path, certificate.NodePath);
        foreach (var finding in Finding ?? [])
            Name(finding.Path, finding.NodePath);
        base.ProcessRecord();
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
        KubeconfigRepair.Plan(node, _paths, Repairing, areNamed: ParameterSetName is "Path" or "LiteralPath");

    private void Name(string? path, string? nodePath)
    {
        if (NodeRoots.Of(path, nodePath) is { } root)
            _named.Add((root, nodePath!));
    }
}
