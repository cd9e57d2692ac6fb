using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using KubePki.Cluster.Csr.Policy;
using KubePki.Cluster.Trust;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Kubeconfigs;
using KubePki.Pki.X509.Go;
using KubePkiPS.Commands;

namespace KubePkiPS;

/// <summary>Completes the values of parameters that take names the module knows, by the parameter's name.</summary>
public sealed class KnownValueCompleter : IArgumentCompleter
{
    private static readonly string[] RequestUsages = ["client auth", "digital signature", "key encipherment", "server auth"];

    private static readonly string[] CertificateUsages = ["any", "clientAuth", "serverAuth"];

    /// <summary>The values that start with the word, or fit it as a wildcard pattern.</summary>
    /// <param name="commandName">The command.</param>
    /// <param name="parameterName">The parameter.</param>
    /// <param name="wordToComplete">What the user has typed.</param>
    /// <param name="commandAst">The command line.</param>
    /// <param name="fakeBoundParameters">The other arguments.</param>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var pattern = wordToComplete.Trim('\'', '"') + "*";
        return Values(commandName, parameterName, fakeBoundParameters).Where(known => Wildcard.Matches(pattern, known.Value))
            .Select(known => new CompletionResult(
                Quoted(known.Value), Printable.Text(known.Value), CompletionResultType.ParameterValue, Printable.Text(known.Meaning)));
    }

    private static IEnumerable<(string Value, string Meaning)> Values(
        string command, string parameter, IDictionary bound) => parameter switch
    {
        "Role" => PkiRoles.All.Select(role => (role.Name, $"{role.Kind}: {role.Name}")),
        "Check" or "ExcludeCheck" or "Name" => ChecksOf(command).Select(check => (check.Name, check.Summary)),
        "ExpiresWithin" => Plain(ExpiryThreshold.Usual),
        "ValidFor" or "CaValidFor" => Plain(Lifetimes.Usual),
        "GoVersion" => Plain(GoVersion.Known),
        "KubernetesVersion" => Plain(KubernetesReleases.Known),
        "Policy" => Plain(ApprovalPolicy.BuiltIn),
        "SignerName" => Plain(SignerNames.All),
        "Usage" => Plain(command == "Get-KubeCsr" ? RequestUsages : CertificateUsages),
        "Context" => Plain(KubeconfigPaths.Contexts(
            bound["Kubeconfig"] is { } files ? LanguagePrimitives.ConvertTo<string[]>(files) : KubeconfigPaths.OfUser(),
            DateTimeOffset.UtcNow)),
        _ => [],
    };

    private static IEnumerable<KubePkiCheck> ChecksOf(string command) => command switch
    {
        "Test-KubeClusterTrust" => TrustCatalogue.All,
        "Get-KubePkiCheck" => CheckCatalogue.All.Concat(TrustCatalogue.All),
        _ => CheckCatalogue.All,
    };

    private static IEnumerable<(string Value, string Meaning)> Plain(IEnumerable<string> values) => values.Select(value => (value, value));

    // A context may have any name; nothing of it may be run when the line is.
    private static string Quoted(string value) => value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':')
        ? value : $"'{CodeGeneration.EscapeSingleQuotedStringContent(value)}'";
}
