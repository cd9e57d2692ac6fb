using System.Management.Automation;
using KubePki.Model;
using KubePki.Node.Checks;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Lists the checks that Test-KubePki runs.</para>
/// <para>Each check has a stable name, a category, the highest severity that it reports, a summary, and a link to its documentation.</para>
/// </summary>
/// <example>
/// <para>List all checks by category.</para>
/// <code>Get-KubePkiCheck | Sort-Object Category | Format-Table -GroupBy Category</code>
/// </example>
/// <example>
/// <para>List the checks of kubelet's credential and serving certificate.</para>
/// <code>Get-KubePkiCheck Kubelet*</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "KubePkiCheck", HelpUri = HelpPages.Base + "Get-KubePkiCheck.md")]
[OutputType(typeof(KubePkiCheck))]
public sealed class GetKubePkiCheckCommand : PSCmdlet
{
    /// <summary>Lists only checks with these names. Wildcards are supported.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CheckCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var name in Name ?? ["*"])
        {
            var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            var found = CheckCatalogue.All.Where(check => pattern.IsMatch(check.Name)).ToList();
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
                WriteError(Errors.UnknownCheck(name));
            WriteObject(found, enumerateCollection: true);
        }
    }
}
