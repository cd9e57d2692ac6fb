using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePkiPS;

/// <summary>Completes the names of roles.</summary>
public sealed class RoleCompleter : IArgumentCompleter
{
    /// <summary>The roles that start with the word, or fit it as a wildcard pattern.</summary>
    /// <param name="commandName">The command.</param>
    /// <param name="parameterName">The parameter.</param>
    /// <param name="wordToComplete">What the user has typed.</param>
    /// <param name="commandAst">The command line.</param>
    /// <param name="fakeBoundParameters">The other arguments.</param>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var pattern = wordToComplete.Trim('\'', '"') + "*";
        return PkiRoles.All.Where(role => Wildcard.Matches(pattern, role.Name))
            .Select(role => new CompletionResult(role.Name, role.Name, CompletionResultType.ParameterValue, $"{role.Kind}: {role.Name}"));
    }
}
