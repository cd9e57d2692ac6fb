using System.Management.Automation;
using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Gets the kubeconfigs of a Kubernetes node.</para>
/// <para>
/// Each object shows what the current context resolves to: the cluster, its server, the user, the kind of credential, its certificate and
/// the trusted CAs. It also lists all clusters, users and contexts in the file. Without a path, it reads the node's kubeconfigs
/// (admin.conf, controller-manager.conf, scheduler.conf, kubelet.conf), those of CNI plugins, and your own (KUBECONFIG, else
/// ~/.kube/config). Keys and tokens are never output.
/// </para>
/// <para>
/// Status is Refused when kubectl and other clients refuse the file or what its current context leads to; the error says why, in their
/// words. Otherwise it is the status of the client certificate: Valid, Expiring, Expired or NotYetValid. It is empty without a certificate,
/// and when the certificate cannot be used now but the user has another credential, such as a token, which may work. Credentials lists
/// them all. Valid does not say that the API server accepts the credential: to try it, use Test-KubeEndpoint.
/// </para>
/// </summary>
/// <example>
/// <para>List the kubeconfigs of this node.</para>
/// <code>Get-KubeconfigSet</code>
/// </example>
/// <example>
/// <para>List the kubeconfigs with an expired credential in a copied tree.</para>
/// <code>Get-KubeconfigSet -Root ./samples/expired-2020 | Where-Object Status -eq Expired</code>
/// </example>
/// <example>
/// <para>Read your own list of kubeconfigs.</para>
/// <code>Get-KubeconfigSet -Path $env:KUBECONFIG</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "KubeconfigSet", DefaultParameterSetName = "Path",
    HelpUri = HelpPages.Base + "Get-KubeconfigSet.md")]
[OutputType(typeof(Kubeconfig))]
public sealed class GetKubeconfigSetCommand : NodeCommand
{
    /// <summary>
    /// Lists only kubeconfigs whose client certificate expires within this time or has expired: 30d, 12h, 20% (of the lifetime), or a
    /// TimeSpan. It is also the threshold for the status Expiring, which is 30 days by default.
    /// </summary>
    [Parameter]
    [ExpiryThresholdTransform]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    public ExpiryThreshold? ExpiresWithin { get; set; }

    /// <inheritdoc/>
    protected override ReadOptions Options => base.Options with { ExpiresWithin = ExpiresWithin };

    /// <inheritdoc/>
    protected override void Output(NodePki snapshot) =>
        WriteRows(snapshot.Kubeconfigs.Where(kubeconfig => ExpiresWithin is null || kubeconfig.EndsWithin(ExpiresWithin.Value)));
}
