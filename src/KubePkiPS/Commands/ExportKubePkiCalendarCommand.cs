using System.Management.Automation;
using KubePki.Model;
using KubePki.Reports;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Writes when certificates expire as a calendar (iCalendar), with alarms 30, 7 and 1 days before.</para>
/// <para>
/// Certificates that expire within an hour of each other are one event. It keeps its identity whenever the calendar is written again, so a
/// calendar program that imports or subscribes to the file shows it once. Copies, old PEM files of kubelet and CAs in kubeconfigs have no
/// event. A file of another program is not replaced without -Force.
/// </para>
/// </summary>
/// <example>
/// <para>Show the calendar of a copied tree.</para>
/// <code>Export-KubePkiCalendar -Root ./samples/expired-2020 -AsOf 2020-07-01</code>
/// </example>
/// <example>
/// <para>Write a calendar of many trees.</para>
/// <code>Get-ChildItem ./samples -Directory -Filter expired-* | Export-KubePkiCalendar ./certificates.ics</code>
/// </example>
[Cmdlet(VerbsData.Export, "KubePkiCalendar", SupportsShouldProcess = true, HelpUri = HelpPages.Base + "Export-KubePkiCalendar.md")]
[OutputType(typeof(string), typeof(FileInfo))]
public sealed class ExportKubePkiCalendarCommand : ExportNodeCommand
{
    /// <inheritdoc/>
    private protected override string Mark => ExpiryCalendar.Mark;

    /// <inheritdoc/>
    private protected override byte[] Content(IReadOnlyList<NodePki> nodes) => ExpiryCalendar.Write(nodes, ModuleVersion.Text);
}
