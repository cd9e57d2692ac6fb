using System.Management.Automation;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Renews certificates of the control plane and the credentials in its kubeconfigs, offline, with the CA keys.</para>
/// <para>
/// A renewed certificate has the subject, names, addresses and usages of the old one. It gets a new key unless -KeepKey is specified, and
/// is valid as long as the old one unless -ValidFor is specified, limited by its CA. Certificates with more than a fifth of their
/// lifetime left are renewed with -Force only. All changes are made in one transaction with a backup. -WhatIf shows the plan. CAs are
/// renewed with -Authority -Force only, with their existing keys. -AddSan and -RemoveSan apply to the specified serving certificates,
/// such as etcd-server, or to the API server's certificate if none is specified. A file that belongs to no node is renewed with the CA
/// beside it whose key signed it.
/// </para>
/// </summary>
/// <example>
/// <para>Preview the renewal of expired certificates in a copied tree.</para>
/// <code>Get-KubeCertificate -Root ./samples/expired-2020 | Where-Object Expired | Update-KubeCertificate -WhatIf</code>
/// </example>
/// <example>
/// <para>Add the name of a load balancer to the API server's certificate.</para>
/// <code>Update-KubeCertificate -Root ./samples/expired-2020 -Role apiserver -AddSan k8s.example.org -WhatIf</code>
/// </example>
[Cmdlet(VerbsData.Update, "KubeCertificate", DefaultParameterSetName = "Path",
    SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpPages.Base + "Update-KubeCertificate.md")]
[OutputType(typeof(RepairReceipt))]
[Alias("Renew-KubeCertificate")]
public sealed class UpdateKubeCertificateCommand : CertificateRepairCommand
{
    private readonly List<KubeCertificate> _certificates = [];
    private readonly Dictionary<string, List<string>> _paths = new(StringComparer.Ordinal);

    // Directories of no node's tree, each one for itself.
    private readonly Dictionary<string, (NodePki Read, List<string> Paths)> _directories = new(StringComparer.Ordinal);

    /// <summary>
    /// The roles to renew, such as apiserver, etcd-*, admin.conf. Wildcards are supported. The default is all of the control plane except
    /// its CAs.
    /// </summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Role { get; set; } = [];

    /// <inheritdoc/>
    protected override bool OncePerNode => false;

    /// <inheritdoc/>
    protected override bool WithNeighbours => true;

    /// <inheritdoc/>
    protected override string Accepted => "certificates, findings, kubeconfigs, verdicts of certificates, and paths";

    /// <inheritdoc/>
    protected override void BeginProcessing() => DemandRoles(Role);

    /// <inheritdoc/>
    protected override bool Take(PSObject input)
    {
        if (PipelineObject.As<KubePkiFinding>(input) is { } finding)
            return Take(input, finding);
        var certificate = PipelineObject.As<KubeCertificate>(input);
        if (certificate is null)
            return base.Take(input);
        From(input, certificate.Root, certificate.NodeName);
        _certificates.Add(certificate);
        return true;
    }

    private bool Take(PSObject input, KubePkiFinding finding)
    {
        From(input, finding.Root, finding.NodeName);
        if (finding.Certificate is { } certificate)
            _certificates.Add(certificate);
        else if (finding.NodePath is { } path)
            Known(finding.Root).Add(path);
        else
            WriteError(Errors.NoNodeFile(input));
        return true;
    }

    private List<string> Known(string directory, NodePki node)
    {
        _directories.TryAdd(directory, (node, []));
        return _directories[directory].Paths;
    }

    private List<string> Known(string root)
    {
        if (!_paths.TryGetValue(root, out var known))
            _paths.Add(root, known = []);
        return known;
    }

    /// <summary>Paths are gathered, so that all of a node is one transaction.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="path">The path, resolved.</param>
    protected override IEnumerable<NodePki> ReadFrom(NodeReader reader, string path)
    {
        // A reader lists no directory twice, but several files of it may be named.
        if (_directories.TryGetValue(System.IO.Path.GetDirectoryName(path) ?? "", out var known))
        {
            known.Paths.Add(path);
            yield break;
        }
        foreach (var node in base.ReadFrom(reader, path))
        {
            if (node.IsEmpty)
                yield return node;
            else if (node.Scan is { } scan)
                Known(scan.Path, node).Add(path);
            else
                Known(node.Root).Add(path);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (var (read, _) in _directories.Values)
            Read(_ => [read]);
        if (_directories.Count > 0 && _paths.Count + _certificates.Count == 0)
            return;
        if (_paths.Count + _certificates.Count > 0)
            ReadNodes(_paths.Keys.Concat(_certificates.Select(certificate => certificate.Root)));
        else
            base.EndProcessing();
    }

    /// <inheritdoc/>
    protected override PreparedRepair Plan(NodePki node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (node.Scan is { } scan)
            return RepairPlanner.Renew(node, new RenewalScope { Roles = Role, Paths = _directories[scan.Path].Paths }, Repairing);
        var paths = _paths.GetValueOrDefault(node.Root) ?? [];
        var certificates = _certificates.FindAll(certificate => certificate.Root == node.Root);
        // What was given is of another node: that means nothing here, and not everything.
        if (_paths.Count + _certificates.Count > 0 && paths.Count + certificates.Count == 0)
            return RepairPlanner.Plan(node, [], Repairing);
        return RepairPlanner.Renew(node,
            new RenewalScope
            {
                Roles = Role,
                Paths = paths,
                Certificates = certificates,
            }, Repairing);
    }
}
