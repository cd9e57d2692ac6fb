using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Certificates;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Gets the certificates of a Kubernetes node from its files.</para>
/// <para>
/// Without a path, it reads the whole node: control plane PKI, kubeconfigs, kubelet and CNI, for kubeadm, kubespray, k3s, RKE2, RKE1,
/// minikube, MicroK8s, k0s, kops, and control planes that systemd runs. The API server can be down. Roles come from the flags in static pod
/// manifests, systemd units and containers, if there are any, or from file names.
/// Authority is the CA whose key signed the certificate: signatures are verified, names are not trusted. Files that cannot be read cause
/// non-terminating errors with path and line, and the rest is still listed. No file is written, and private keys are never output.
/// </para>
/// </summary>
/// <example>
/// <para>List the expired certificates of this control plane.</para>
/// <code>Get-KubeCertificate -Path /etc/kubernetes/pki | Where-Object Expired</code>
/// </example>
/// <example>
/// <para>Read a whole node from a copied tree, as of the time of an outage.</para>
/// <code>Get-KubeCertificate -Root ./samples/expired-2020 -AsOf 2020-07-28T00:00:00Z</code>
/// </example>
/// <example>
/// <para>Export certificates that expire within 30 days to a CSV file, soonest first.</para>
/// <code>Get-KubeCertificate -ExpiresWithin 30d | Sort-Object NotAfter | Export-Csv expiring.csv</code>
/// </example>
/// <example>
/// <para>Count the certificates signed by each CA.</para>
/// <code>Get-KubeCertificate | Group-Object Authority -NoElement</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "KubeCertificate", DefaultParameterSetName = "Path",
    HelpUri = HelpPages.Base + "Get-KubeCertificate.md")]
[OutputType(typeof(KubeCertificate))]
public sealed class GetKubeCertificateCommand : NodeCommand
{
    /// <summary>Reads directories recursively. Links to directories are not followed.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>Lists only certificates with these roles, such as apiserver, etcd-*, kubelet-client. Wildcards are supported.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Role { get; set; }

    /// <summary>
    /// Lists only certificates that expire within this time or have expired: 30d, 12h, 20% (of the lifetime), or a TimeSpan. It is also the
    /// threshold for the status Expiring, which is 30 days by default.
    /// </summary>
    [Parameter]
    [ExpiryThresholdTransform]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    public ExpiryThreshold? ExpiresWithin { get; set; }

    /// <inheritdoc/>
    protected override ReadOptions Options => base.Options with
    {
        Recurse = Recurse,
        ExpiresWithin = ExpiresWithin,
    };

    /// <inheritdoc/>
    protected override void BeginProcessing() => DemandRoles(Role);

    /// <inheritdoc/>
    protected override bool Take(PSObject input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.BaseObject is not X509Certificate2 given)
            return base.Take(input);
        if (GivenCertificate.Read(given.RawData, Options) is var certificate && IsWanted(certificate))
            WriteRows([certificate]);
        return true;
    }

    /// <inheritdoc/>
    protected override void Output(NodePki snapshot) => WriteRows(snapshot.Certificates.Where(IsWanted));

    private bool IsWanted(KubeCertificate certificate) =>
        (Role is null || (certificate.Role is { } role && Array.Exists(Role, pattern => Wildcard.Matches(pattern, role))))
        && ExpiresWithin?.Covers(certificate.NotBefore, certificate.NotAfter, certificate.AsOf) != false;
}
