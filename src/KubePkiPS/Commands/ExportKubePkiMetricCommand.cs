using System.Management.Automation;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Reports.Metrics;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Writes metrics for Prometheus: certificates, findings, kubelet's credential, clock, backups and forecast.</para>
/// <para>
/// The file is for the textfile collector of node_exporter, which takes all *.prom files of its directory. It is written under another name
/// first and then renamed, so that the collector never reads half of it. Certificates have the names and labels of
/// x509-certificate-exporter, so its dashboards and alert rules work. A file of another program is not replaced without -Force. If no node
/// can be read, the file says so (kubepki_run_success 0). All metrics are listed in docs/metrics.md.
/// </para>
/// </summary>
/// <example>
/// <para>Show the metrics of a copied tree.</para>
/// <code>Export-KubePkiMetric -Root ./samples/expired-2020 -AsOf 2020-07-28</code>
/// </example>
/// <example>
/// <para>Write them to a file.</para>
/// <code>Export-KubePkiMetric ./kubepki.prom -Root ./samples/expired-2020 -PassThru</code>
/// </example>
/// <example>
/// <para>Write one file for many trees: each series then has the labels node and root.</para>
/// <code>Get-ChildItem ./samples -Directory -Filter expired-* | Export-KubePkiMetric ./nodes.prom</code>
/// </example>
[Cmdlet(VerbsData.Export, "KubePkiMetric", SupportsShouldProcess = true, HelpUri = HelpPages.Base + "Export-KubePkiMetric.md")]
[OutputType(typeof(string), typeof(FileInfo))]
public sealed class ExportKubePkiMetricCommand : ExportNodeCommand
{
    /// <summary>Also writes the seconds to the end and since the beginning of each certificate, which are true at -AsOf only.</summary>
    [Parameter]
    public SwitchParameter Relative { get; set; }

    /// <inheritdoc/>
    private protected override string Mark => MetricReport.Mark;

    /// <inheritdoc/>
    private protected override bool TellsOfNothing => true;

    /// <inheritdoc/>
    private protected override byte[] Content(IReadOnlyList<NodePki> nodes) => MetricReport.Write(nodes, new MetricOptions
    {
        Version = ModuleVersion.Text,
        Now = AsOf.ToUniversalTime(),
        Backups = BackupStore.List,
        IsRelative = Relative,
        IsIncomplete = IsIncomplete,
    }, Cancellation);
}
