using System.Management.Automation;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading;
using KubePki.Reports;
using KubePkiPS.Views;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Diagnoses the PKI of a Kubernetes node: findings with evidence and remedy, most severe first.</para>
/// <para>
/// It works on files only, even while the API server and etcd are down, and changes nothing. Each finding describes the problem, the
/// evidence with file paths, the consequences, and the commands that fix it on this node. To list the checks, use Get-KubePkiCheck. A path
/// selects the node that it belongs to. A directory that does not belong to a node is checked on its own.
/// </para>
/// </summary>
/// <example>
/// <para>Diagnose this node.</para>
/// <code>Test-KubePki</code>
/// </example>
/// <example>
/// <para>Find out why a control plane was down, in a copied tree, with evidence and remedy.</para>
/// <code>Test-KubePki -Root ./samples/expired-2020 -AsOf 2020-07-28T00:00:00Z | Select-Object -First 1 | Format-List</code>
/// </example>
/// <example>
/// <para>In a script: check whether there are errors or critical findings.</para>
/// <code>if (-not (Test-KubePki -Quiet)) { 'This node needs care.' }</code>
/// </example>
/// <example>
/// <para>Show only findings of the kubelet checks, as JSON.</para>
/// <code>Test-KubePki -Root ./samples/expired-2020 -Check Kubelet* -Severity Warning | ConvertTo-Json -EnumsAsStrings</code>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "KubePki", DefaultParameterSetName = "Path",
    HelpUri = HelpPages.Base + "Test-KubePki.md")]
[OutputType(typeof(KubePkiFinding), typeof(bool))]
public sealed class TestKubePkiCommand : WholeNodeCommand
{
    private readonly QuietVerdict _quiet = new();

    /// <summary>Runs only these checks. Wildcards are supported.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Check { get; set; } = [];

    /// <summary>Skips these checks. Wildcards are supported.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ExcludeCheck { get; set; } = [];

    /// <summary>
    /// The lowest severity to report: Information, Warning, Error or Critical. The default is Information, or Error with -Quiet.
    /// </summary>
    [Parameter]
    public FindingSeverity? Severity { get; set; }

    /// <summary>
    /// The time within which an expiration is a finding: 30d, 12h, 20% (of the lifetime), or a TimeSpan. By default, a certificate is
    /// reported when less than 30 days and less than a fifth of its lifetime are left.
    /// </summary>
    [Parameter]
    [ExpiryThresholdTransform]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    public ExpiryThreshold? ExpiresWithin { get; set; }

    /// <summary>Checks directories that belong to no node with all below them. Links to directories are not followed.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>Outputs only true or false: whether there is no finding with at least the severity in -Severity, or Error.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>
    /// Shows each finding as a list, with its evidence, its consequences and its remedy, instead of a row of a table. The objects are the
    /// same.
    /// </summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    /// <inheritdoc/>
    protected override ReadOptions Options => base.Options with { ExpiresWithin = ExpiresWithin, Recurse = Recurse };

    private DiagnosisOptions Asked => new()
    {
        Checks = Check,
        ExcludedChecks = ExcludeCheck,
        Severity = Severity ?? (Quiet ? FindingSeverity.Error : FindingSeverity.Information),
    };

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (DiagnosisOptions.Unknown(Asked) is { } name)
            ThrowTerminatingError(Errors.UnknownNodeCheck(name));
    }

    /// <inheritdoc/>
    protected override void Output(NodePki snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        // Of what could not be read nobody knows that it is well.
        if (snapshot.Gaps.Count > 0)
            _quiet.Add(false);
        if (snapshot.IsEmpty)
            return;
        var findings = RepairOutlook.Diagnose(snapshot, Asked, RepairLine).Select(Skin.PowerShell).ToList();
        _quiet.Add(findings.Count == 0);
        if (!Quiet)
            WriteRows(findings, Head(findings), Detailed);
    }

    // What is down, why, and the one command.
    private string? Head(IReadOnlyList<KubePkiFinding> findings) => Headline.Of(findings) is not { } line ? null
        : Page.Fit(Host, Headline.Fix(findings) is { } fix ? $"   {line}\n   Fix: {fix}" : $"   {line}");

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (Quiet)
            WriteObject(_quiet.IsWell);
    }
}
