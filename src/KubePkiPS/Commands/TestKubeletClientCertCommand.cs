using System.Management.Automation;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Reports;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Tests whether kubelet can authenticate to the API server with its credential, why not, and when that changes.</para>
/// <para>
/// It follows kubelet.conf to the credential, ranks all PEM files of kubelet, and shows what kubelet does with them on start and while it
/// runs. kubelet checks only NotAfter, so a certificate that is not valid yet passes there but fails at the API server. HealsAt says when
/// waiting is enough, BestAlternative which other PEM file is valid, and Clock what the timestamps on disk say about the node's clock. A
/// path can be the root of a node's tree, a kubelet directory, a PEM file or a kubeconfig. Objects from Get-KubeCertificate and
/// Get-KubeconfigSet are accepted from the pipeline.
/// </para>
/// </summary>
/// <example>
/// <para>Find out why this node is NotReady.</para>
/// <code>Test-KubeletClientCert</code>
/// </example>
/// <example>
/// <para>Test a copied tree, as of the time of an outage.</para>
/// <code>Test-KubeletClientCert -Root ./samples/expired-2020 -AsOf 2020-07-28T00:00:00Z</code>
/// </example>
/// <example>
/// <para>Find all unusable kubelet credentials in many trees.</para>
/// <code>Get-ChildItem ./samples -Directory | Test-KubeletClientCert -AsOf 2020-07-28T00:00:00Z | Where-Object Usable -eq $false</code>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "KubeletClientCert", DefaultParameterSetName = "Path",
    HelpUri = HelpPages.Base + "Test-KubeletClientCert.md")]
[OutputType(typeof(KubeletClientVerdict), typeof(bool))]
public sealed class TestKubeletClientCertCommand : WholeNodeCommand
{
    private readonly QuietVerdict _quiet = new();

    /// <summary>The node name, if it cannot be read from the node's files or is wrong there.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NodeName { get; set; }

    /// <summary>Outputs only true or false: whether every credential is usable.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>A pem or a kubeconfig of the same node is another question.</summary>
    protected override bool OncePerNode => false;

    /// <inheritdoc/>
    protected override void Output(NodePki snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (snapshot.IsEmpty)
            return;
        if (KubeletOutlook.IsHidden(snapshot))
        {
            _quiet.Add(false);
            return;
        }
        var verdict = Skin.PowerShell(KubeletOutlook.Of(snapshot, NodeName, AskedPath, RepairLine));
        _quiet.Add(verdict.Usable);
        if (!Quiet)
            WriteObject(verdict);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (Quiet)
            WriteObject(_quiet.IsWell);
    }
}
