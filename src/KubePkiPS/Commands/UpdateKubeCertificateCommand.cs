using System.Management.Automation;
using KubePki.Layout;
using KubePki.Model;
using KubePki.Repair;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Renews certificates of the control plane, and the credentials of its kubeconfigs, offline, from the CAs' keys.</para>
/// <para>
/// A renewed certificate says all that the old one said: subject, every name and address, usages. It gets a new key unless -KeepKey is given, lasts a year unless
/// -ValidFor says otherwise, and never longer than its CA. What has more than a fifth of its lifetime left is renewed with -Force only. All is one transaction with a
/// backup; -WhatIf shows the plan.
/// </para>
/// </summary>
/// <example>
/// <para>Renew what has expired, in a copied tree: first look.</para>
/// <code>Get-KubeCertificate -Root ./samples/expired-2020 | Where-Object Expired | Update-KubeCertificate -WhatIf</code>
/// </example>
/// <example>
/// <para>Add the name of a balancer to the API server's certificate.</para>
/// <code>Update-KubeCertificate -Root ./samples/expired-2020 -Role apiserver -AddSan k8s.example.org -WhatIf</code>
/// </example>
[Cmdlet(VerbsData.Update, "KubeCertificate", DefaultParameterSetName = "Path", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(RepairReceipt))]
[Alias("Renew-KubeCertificate")]
public sealed class UpdateKubeCertificateCommand : RepairNodeCommand
{
    private readonly List<KubeCertificate> _certificates = [];

    /// <summary>Certificates of Get-KubeCertificate: only their roles are renewed.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Certificate")]
    public KubeCertificate[]? Certificate { get; set; }

    /// <summary>The roles to renew, such as apiserver, etcd-*, admin.conf; wildcards are taken. The default is all of the control plane.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RoleCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Role { get; set; } = ["*"];

    /// <summary>Renews also what is good for long.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override RepairOptions Repairing => base.Repairing with { Force = Force };

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _certificates.AddRange(Certificate ?? []);
        base.ProcessRecord();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_certificates.Count > 0)
            ReadNodes(_certificates.Select(certificate => NodeRoots.Of(certificate.Path, certificate.NodePath)).OfType<string>());
        else
            base.EndProcessing();
    }

    /// <inheritdoc/>
    protected override PreparedRepair Plan(NodePki node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var patterns = Role.Select(role => WildcardPattern.Get(role, WildcardOptions.IgnoreCase)).ToArray();
        var wanted = _certificates.Count == 0 ? node.Certificates : _certificates;
        return RepairPlanner.Renew(node, wanted.Select(certificate => certificate.Role).OfType<string>().Where(role => Array.Exists(patterns, pattern => pattern.IsMatch(role))), Repairing);
    }
}
