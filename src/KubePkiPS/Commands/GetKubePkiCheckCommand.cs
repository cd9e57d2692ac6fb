using System.Management.Automation;
using KubePki.Cluster.Trust;
using KubePki.Model;
using KubePki.Node.Checks;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Lists the checks that Test-KubePki and Test-KubeClusterTrust run.</para>
/// <para>Each check has a stable name, a category, the highest severity that it reports, a summary, and a link to its documentation.</para>
/// </summary>
/// <example>
/// <para>List all checks by category.</para>
/// <code>Get-KubePkiCheck | Sort-Object Category | Format-Table -GroupBy Category</code>
/// </example>
/// <example>
/// <para>List the checks of clusters.</para>
/// <code>Get-KubePkiCheck | Where-Object Category -eq Cluster</code>
/// </example>
/// <example>
/// <para>List the checks of kubelet's credential and serving certificate.</para>
/// <code>Get-KubePkiCheck Kubelet*</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "KubePkiCheck", HelpUri = HelpPages.Base + "Get-KubePkiCheck.md")]
[OutputType(typeof(KubePkiCheck))]
public sealed class GetKubePkiCheckCommand : StoppableCommand
{
    /// <summary>Lists only checks with these names. Wildcards are supported.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Names of checks, and findings: the checks that found them are listed, each once.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    private readonly HashSet<string> _listed = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null)
            List(Name ?? ["*"]);
        else
            Each(InputObject, Take, "names of checks, and findings");
    }

    // What a log says and what an endpoint serves is found by no check of files.
    private bool Take(PSObject input)
    {
        var row = input.BaseObject is PSCustomObject ? (input.Properties["Check"] ?? input.Properties["Name"])?.Value as string : null;
        var finding = PipelineObject.As<KubePkiFinding>(input) ?? PipelineObject.OfCluster(input);
        if ((input.BaseObject as string ?? finding?.Check ?? PipelineObject.As<KubePkiCheck>(input)?.Name ?? row) is not { } name)
            return false;
        List([name]);
        return true;
    }

    private void List(string[] names)
    {
        foreach (var name in names)
        {
            var found = CheckCatalogue.All.Concat(TrustCatalogue.All).Where(check => Wildcard.Matches(name, check.Name)).ToList();
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
                WriteError(Errors.UnknownCheck(name));
            WriteRows(InputObject is null ? found : found.FindAll(check => _listed.Add(check.Name)));
        }
    }
}
