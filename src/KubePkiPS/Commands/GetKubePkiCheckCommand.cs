using System.Management.Automation;
using KubePki.Model;
using KubePki.Node.Checks;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Lists the checks that Test-KubePki asks.</para>
/// <para>Each has a name that never changes, a category, the worst severity that it tells, what it finds, and where to read on.</para>
/// </summary>
/// <example>
/// <para>All checks, by what they look at.</para>
/// <code>Get-KubePkiCheck | Sort-Object Category | Format-Table -GroupBy Category</code>
/// </example>
/// <example>
/// <para>The checks of kubelet's credential and serving certificate.</para>
/// <code>Get-KubePkiCheck Kubelet*</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "KubePkiCheck", HelpUri = HelpPages.Base + "Get-KubePkiCheck.md")]
[OutputType(typeof(KubePkiCheck))]
public sealed class GetKubePkiCheckCommand : PSCmdlet
{
    /// <summary>Only checks of these names; wildcards are taken.</summary>
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
