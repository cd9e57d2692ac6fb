using System.Management.Automation;
using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Gets the certificates of a Kubernetes node, from files alone.</para>
/// <para>
/// Without a path it reads the whole node: the control plane's PKI, kubeconfigs, kubelet and CNI, for kubeadm, kubespray, k3s, RKE2,
/// minikube and k0s. The API server may be down. Roles come from the flags in the static pod manifests where there are any, else from file
/// names. Authority is the CA whose key really signed the certificate: the signature is checked, names prove nothing.
/// What cannot be read is a non-terminating error with path and line; the rest is listed all the same. No file is written and no private
/// key leaves its file.
/// </para>
/// </summary>
/// <example>
/// <para>The certificates of this control plane that have expired.</para>
/// <code>Get-KubeCertificate -Path /etc/kubernetes/pki | Where-Object Expired</code>
/// </example>
/// <example>
/// <para>The whole node in a copied tree, as it was at the time of an outage.</para>
/// <code>Get-KubeCertificate -Root ./samples/expired-2020 -AsOf 2020-07-28T00:00:00Z</code>
/// </example>
/// <example>
/// <para>What ends within 30 days, soonest first, as a CSV file.</para>
/// <code>Get-KubeCertificate -ExpiresWithin 30d | Sort-Object NotAfter | Export-Csv expiring.csv</code>
/// </example>
/// <example>
/// <para>Which CA signed how many certificates.</para>
/// <code>Get-KubeCertificate | Group-Object Authority -NoElement</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "KubeCertificate", DefaultParameterSetName = "Path",
    HelpUri = HelpPages.Base + "Get-KubeCertificate.md")]
[OutputType(typeof(KubeCertificate))]
public sealed class GetKubeCertificateCommand : NodeCommand
{
    private WildcardPattern[]? _roles;

    /// <summary>Reads directories with all that is below them. Links to directories are not followed.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>Only certificates of these roles, such as apiserver, etcd-*, kubelet-client; wildcards are taken.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RoleCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Role { get; set; }

    /// <summary>
    /// Only certificates with no more time left than this, expired ones included: 30d, 12h, 20% of the lifetime, or a TimeSpan.
    /// It is also what Status calls Expiring, which is 30 days otherwise.
    /// </summary>
    [Parameter]
    [ExpiryThresholdTransform]
    public ExpiryThreshold? ExpiresWithin { get; set; }

    /// <inheritdoc/>
    protected override ReadOptions Options => base.Options with
    {
        Recurse = Recurse,
        Expiring = ExpiresWithin ?? ExpiryThreshold.Default,
    };

    /// <inheritdoc/>
    protected override void BeginProcessing() =>
        _roles = Role?.Select(role => WildcardPattern.Get(role, WildcardOptions.IgnoreCase)).ToArray();

    /// <inheritdoc/>
    protected override void Output(NodePki snapshot)
    {
        foreach (var certificate in snapshot.Certificates)
        {
            if (IsWanted(certificate))
                WriteObject(certificate);
        }
    }

    private bool IsWanted(KubeCertificate certificate) =>
        (_roles is null || (certificate.Role is { } role && Array.Exists(_roles, pattern => pattern.IsMatch(role))))
        && ExpiresWithin?.Covers(certificate.NotBefore, certificate.NotAfter, certificate.AsOf) != false;
}
