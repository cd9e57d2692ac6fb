using System.Management.Automation;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>
/// Puts kubeconfigs right: credentials that have expired or do not fit, CA bundles, servers, stale copies, and those that are missing.
/// </para>
/// <para>
/// Without a path it takes the whole set of the node, makes admin.conf, controller-manager.conf, scheduler.conf and kubelet.conf where a
/// control plane node lacks them, and lets a kubelet.conf that holds its credential name kubelet's pem. With -Path it takes just these
/// files: copies such as ~/.kube/config get the credential of admin.conf, where the old one was signed by the cluster's CA and its key is
/// in the file, and the cluster's CAs; what others than root and you own is changed only so. One that is missing and whose name tells what
/// it is, such as /etc/kubernetes/super-admin.conf, is made. It changes the users and clusters that belong to this cluster and leaves every
/// other byte: comments, order, other users, exec plugins, line ends. -WhatIf shows the plan.
/// </para>
/// </summary>
/// <example>
/// <para>What would be done, in a copied tree.</para>
/// <code>Repair-KubeconfigSet -Root ./samples/expired-2020 -WhatIf</code>
/// </example>
/// <example>
/// <para>Bring one kubeconfig of a copied tree to another API server.</para>
/// <code>
/// Repair-KubeconfigSet /etc/kubernetes/admin.conf -Root ./samples/expired-2020 -AsOf 2020-07-01 -Server https://k8s.example.org:6443
///   -WhatIf
/// </code>
/// </example>
/// <example>
/// <para>Only those that no longer work.</para>
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

    /// <summary>Kubeconfigs of Get-KubeconfigSet: only these are repaired.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Kubeconfig")]
    public Kubeconfig[]? Kubeconfig { get; set; }

    /// <summary>Certificates of Get-KubeCertificate: only the kubeconfigs that hold them are repaired.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Certificate")]
    public KubeCertificate[]? Certificate { get; set; }

    /// <summary>Findings of Test-KubePki: only the kubeconfigs that they speak of are repaired.</summary>
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
