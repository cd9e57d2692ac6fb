using System.Management.Automation;
using KubePki.Model;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Gets the kubeconfigs of a Kubernetes node.</para>
/// <para>
/// Each object says where the current context leads: the cluster, its server, the user, the kind of credential, its certificate and the CAs
/// that are trusted; then all clusters, users and contexts of the file. Without a path these are the node's own (admin.conf,
/// controller-manager.conf, scheduler.conf, kubelet.conf), those of CNI plugins, and your own (KUBECONFIG, else ~/.kube/config). No key and
/// no token leaves its file.
/// </para>
/// </summary>
/// <example>
/// <para>The kubeconfigs of this node.</para>
/// <code>Get-KubeconfigSet</code>
/// </example>
/// <example>
/// <para>Those whose credential has expired, in a copied tree.</para>
/// <code>Get-KubeconfigSet -Root ./samples/expired-2020 | Where-Object Status -eq Expired</code>
/// </example>
/// <example>
/// <para>Your own list of kubeconfigs.</para>
/// <code>Get-KubeconfigSet -Path $env:KUBECONFIG</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "KubeconfigSet", DefaultParameterSetName = "Path",
    HelpUri = HelpPages.Base + "Get-KubeconfigSet.md")]
[OutputType(typeof(Kubeconfig))]
public sealed class GetKubeconfigSetCommand : NodeCommand
{
    /// <inheritdoc/>
    protected override void Output(NodePki snapshot) => WriteObject(snapshot.Kubeconfigs, enumerateCollection: true);
}
