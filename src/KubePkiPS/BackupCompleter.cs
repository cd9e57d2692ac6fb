using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using KubePki.Changes.Transactions;
using KubePki.Model;

namespace KubePkiPS;

/// <summary>Completes the names of the backups below the root that is given.</summary>
public sealed class BackupCompleter : IArgumentCompleter
{
    /// <summary>The backups whose names start with the word.</summary>
    /// <param name="commandName">The command.</param>
    /// <param name="parameterName">The parameter.</param>
    /// <param name="wordToComplete">What the user has typed.</param>
    /// <param name="commandAst">The command line.</param>
    /// <param name="fakeBoundParameters">The other arguments.</param>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            return [.. BackupStore.List(fakeBoundParameters["Root"] as string ?? "/")
                .Where(backup => Wildcard.Matches(wordToComplete.Trim('\'', '"') + "*", backup.Name))
                .Select(backup => new CompletionResult(backup.Name, backup.Name, CompletionResultType.ParameterValue, backup.ToString()))];
        }
        catch (PkiProblemException)
        {
            return [];
        }
    }
}
