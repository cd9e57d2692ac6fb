using System.Management.Automation;
using KubePki.Changes.Repair;
using KubePki.Fleet;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading;
using KubePki.Reports;
using KubePkiPS.Views;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Diagnoses many nodes together: each fault once, with the nodes that have it, what differs between nodes, and what ends
/// first.</para>
/// <para>
/// Only several nodes together show that control planes have different CAs or service account keys, that a key is used twice, that a CA
/// rotation is halfway, or that names and addresses are claimed twice. Nodes that share a CA, another key, or the address of the API server
/// are compared as one cluster. Each node is read once, as a directory or an archive of Save-KubePkiSnapshot. Nothing is written.
/// </para>
/// </summary>
/// <example>
/// <para>Save a snapshot, and diagnose all snapshots in the directory together.</para>
/// <code>
/// Save-KubePkiSnapshot -Root ./samples/expired-2020
/// Get-ChildItem *.tar.gz | Test-KubePkiFleet -AsOf 2020-07-28
/// </code>
/// </example>
/// <example>
/// <para>Show which nodes have errors, with evidence.</para>
/// <code>Test-KubePkiFleet ./samples/expired-2020 -AsOf 2020-07-28 -Severity Error | Format-List Check, Nodes, Message, Proof,
/// Remedy</code>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "KubePkiFleet", HelpUri = HelpPages.Base + "Test-KubePkiFleet.md")]
[OutputType(typeof(KubePkiFleetFinding))]
public sealed class TestKubePkiFleetCommand : StoppableCommand
{
    private readonly List<string> _roots = [];

    /// <summary>Snapshots, archives and root directories of nodes. Wildcards are supported.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Root { get; set; }

    /// <summary>Archives, root directories, rows with a property Root, and objects of this module, from the pipeline.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>The time to evaluate for: 2026-07-01, +30d, -12h, tomorrow; UTC unless it has an offset. The default is now.</summary>
    [Parameter]
    [MomentTransform]
    public DateTimeOffset AsOf { get; set; } = Times.WholeSeconds(DateTimeOffset.UtcNow);

    /// <summary>The time within which an expiration is a finding: 30d, 12h, 20% (of the lifetime), or a TimeSpan.</summary>
    [Parameter]
    [ExpiryThresholdTransform]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    public ExpiryThreshold? ExpiresWithin { get; set; }

    /// <summary>The lowest severity to report: Information, Warning, Error or Critical. The default is Information.</summary>
    [Parameter]
    public FindingSeverity Severity { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => RootArgument.Each(this, InputObject, Root, _roots.Add);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            var options = new ReadOptions { AsOf = AsOf.ToUniversalTime(), ExpiresWithin = ExpiresWithin };
            var repairing = new RepairCommandLine { AsOf = MyInvocation.BoundParameters.ContainsKey(nameof(AsOf)) ? AsOf : null };
            var verdict = FleetDiagnosis.Run(_roots, options,
                node => RepairOutlook.Diagnose(node, DiagnosisOptions.Everything, repairing, Cancellation), Tell, Cancellation);
            if (verdict.Note is { } note)
                WriteWarning(note);
            var found = verdict.Findings.Where(finding => finding.SeverityLevel >= Severity).Select(Skin.PowerShell).ToList();
            WriteRows(found, Page.Fit(Host, $"   {FleetHeadline.Of(verdict.NodeCount, found)}"));
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception e) when (Errors.IsFault(e))
        {
            ThrowTerminatingError(Errors.Broken(e));
        }
    }

    private void Tell(IReadOnlyList<PkiProblem> problems)
    {
        foreach (var problem in ProblemSummary.Of(problems))
            WriteError(Errors.FromProblem(problem));
    }
}
