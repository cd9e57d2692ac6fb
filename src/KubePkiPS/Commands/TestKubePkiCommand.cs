using System.Management.Automation;
using KubePki.Model;
using KubePki.Node.Checks;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Says what is wrong with the PKI of a Kubernetes node, with proof, the worst first, and how to cure it.</para>
/// <para>
/// It works on files alone, while the API server and etcd are dead, and changes nothing. Each finding says what is wrong with the values,
/// the facts that prove it with their paths, what stops working because of it, and the commands that cure it on this node. Get-KubePkiCheck
/// lists what is asked. A path stands for the node in whose tree it lies; a directory outside of any node's tree is looked at alone.
/// </para>
/// </summary>
/// <example>
/// <para>What is wrong with this node.</para>
/// <code>Test-KubePki</code>
/// </example>
/// <example>
/// <para>Why a control plane was down, in a copied tree, with proof and cure.</para>
/// <code>Test-KubePki -Root ./samples/expired-2020 -AsOf 2020-07-28T00:00:00Z | Select-Object -First 1 | Format-List</code>
/// </example>
/// <example>
/// <para>In a script: whether anything is an error or worse.</para>
/// <code>if (-not (Test-KubePki -Quiet)) { 'This node needs care.' }</code>
/// </example>
/// <example>
/// <para>Only what the kubelet checks find, as JSON.</para>
/// <code>Test-KubePki -Root ./samples/expired-2020 -Check Kubelet* -Severity Warning | ConvertTo-Json -EnumsAsStrings</code>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "KubePki", DefaultParameterSetName = "Path",
    HelpUri = HelpPages.Base + "Test-KubePki.md")]
[OutputType(typeof(KubePkiFinding), typeof(bool))]
public sealed class TestKubePkiCommand : WholeNodeCommand
{
    private bool _healthy = true;
    private bool _any;

    /// <summary>Only these checks, by name; wildcards are taken.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CheckCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Check { get; set; } = [];

    /// <summary>All checks but these, by name; wildcards are taken.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CheckCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ExcludeCheck { get; set; } = [];

    /// <summary>
    /// The mildest findings to tell: Information, Warning, Error or Critical. The default is Information; with -Quiet it is Error.
    /// </summary>
    [Parameter]
    public FindingSeverity? Severity { get; set; }

    /// <summary>Gives only true or false: whether no finding is as severe as -Severity, or Error.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

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
            ThrowTerminatingError(Errors.UnknownCheck(name));
    }

    /// <inheritdoc/>
    protected override void Output(NodePki snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (snapshot.IsEmpty)
            return;
        _any = true;
        var findings = Diagnosis.Run(snapshot, Asked);
        _healthy &= findings.Count == 0;
        if (!Quiet)
            WriteObject(findings, enumerateCollection: true);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        // Where there was nothing to look at, nothing is known to be well.
        if (Quiet)
            WriteObject(_healthy && _any);
    }
}
