using System.Management.Automation;
using KubePki.Model;
using KubePki.Node.Configuration;
using KubePki.Node.Kubelet;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Says whether kubelet can speak to its API server with the credential that it has, why not, and when that changes.</para>
/// <para>
/// It follows kubelet.conf to the credential, ranks every pem that kubelet ever had, and tells what kubelet does with it at its start and
/// while it runs: it looks at NotAfter only, so a certificate of the future passes there and fails at the API server. HealsAt says when
/// waiting is enough, BestAlternative which other pem is good, Clock what the traces on the disk say of the node's clock.
/// A path may be the root of a node's tree, a directory of kubelet's, one pem, or a kubeconfig; objects of Get-KubeCertificate and
/// Get-KubeconfigSet are taken from the pipeline.
/// </para>
/// </summary>
/// <example>
/// <para>Why this node is NotReady.</para>
/// <code>Test-KubeletClientCert</code>
/// </example>
/// <example>
/// <para>A copied tree, at the moment of an outage.</para>
/// <code>Test-KubeletClientCert -Root ./samples/expired-2020 -AsOf 2020-07-28T00:00:00Z</code>
/// </example>
/// <example>
/// <para>Every kubelet credential among many trees that cannot be used.</para>
/// <code>Get-ChildItem ./samples -Directory | Test-KubeletClientCert -AsOf 2020-07-28T00:00:00Z | Where-Object Usable -eq $false</code>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "KubeletClientCert", DefaultParameterSetName = "Path",
    HelpUri = HelpPages.Base + "Test-KubeletClientCert.md")]
[OutputType(typeof(KubeletClientVerdict))]
public sealed class TestKubeletClientCertCommand : WholeNodeCommand
{
    /// <summary>The node's name, where its files do not tell it or tell a wrong one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NodeName { get; set; }

    /// <summary>A pem or a kubeconfig of the same node is another question.</summary>
    protected override bool OncePerNode => false;

    /// <inheritdoc/>
    protected override void Output(NodePki snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (!snapshot.IsEmpty)
            WriteObject(KubeletJudge.Judge(snapshot, SpecBuilder.Build(snapshot), NodeName, AskedPath));
    }
}
