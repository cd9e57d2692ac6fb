using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using KubePki.Model;
using KubePki.Node.Checks;

namespace KubePkiPS;

/// <summary>Completes the names of checks.</summary>
public sealed class CheckCompleter : IArgumentCompleter
{
    /// <summary>The checks that start with the word, or fit it as a wildcard pattern.</summary>
    /// <param name="commandName">The command.</param>
    /// <param name="parameterName">The parameter.</param>
    /// <param name="wordToComplete">What the user has typed.</param>
    /// <param name="commandAst">The command line.</param>
    /// <param name="fakeBoundParameters">The other arguments.</param>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var pattern = wordToComplete.Trim('\'', '"') + "*";
        return CheckCatalogue.All.Where(check => Wildcard.Matches(pattern, check.Name))
            .Select(check => new CompletionResult(check.Name, check.Name, CompletionResultType.ParameterValue, check.Summary));
    }
}
