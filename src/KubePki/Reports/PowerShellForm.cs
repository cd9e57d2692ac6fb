using System.Text.RegularExpressions;

namespace KubePki.Reports;

/// <summary>
/// The program's commands as PowerShell has them: <c>kubepki repair --root DIR --what-if</c> is <c>Repair-KubePki -Root DIR -WhatIf</c>.
/// Options have the names of the parameters, so that each follows from the other.
/// </summary>
internal static partial class PowerShellForm
{
    /// <summary>The cmdlets, by the program's commands.</summary>
    internal static IReadOnlyList<(string Command, string Cmdlet)> Cmdlets { get; } =
    [
        ("repair kubelet", "Repair-KubeletClientCert"), ("repair kubeconfig", "Repair-KubeconfigSet"), ("repair", "Repair-KubePki"),
        ("renew", "Update-KubeCertificate"), ("restore", "Restore-KubePki"), ("request", "New-KubeCertificateRequest"),
        ("import", "Import-KubeCertificate"), ("new", "New-KubePki"), ("backups prune", "Remove-KubePkiBackup"),
        ("backups", "Get-KubePkiBackup"), ("compare", "Compare-KubePki"), ("csr approve", "Invoke-CsrApproval"), ("csr", "Get-KubeCsr"),
        ("get", "Get-KubeCertificate"), ("kubeconfigs", "Get-KubeconfigSet"), ("kubelet", "Test-KubeletClientCert"),
        ("logs", "Find-KubePkiError"), ("probe", "Test-KubeEndpoint"), ("test", "Test-KubePki"), ("checks", "Get-KubePkiCheck"),
        ("verify", "Test-KubeCertificate"), ("spec", "Get-KubePkiSpec"), ("topology", "Get-KubePkiTopology"),
        ("collect", "Save-KubePkiSnapshot"), ("fleet", "Test-KubePkiFleet"), ("forecast", "Get-KubePkiForecast"),
        ("metrics", "Export-KubePkiMetric"), ("calendar", "Export-KubePkiCalendar"), ("report", "Export-KubePkiReport"),
        ("cluster", "Test-KubeClusterTrust"),
    ];

    private static readonly Dictionary<string, string> Names = Cmdlets.ToDictionary(pair => pair.Command, pair => pair.Cmdlet);

    // What a value is to ShellWord: plain, quoted, or encoded.
    private const string Value =
        @"(?:'[^']*'(?:""'""'[^']*')*|""\$\(printf '[^']*'\)""|-(?![\w-])|[^\s'""();|&#-][^\s'""();|&]*)";

    private const string Options = "(?: --[a-z][a-z-]+(?: " + Value + ")?)";

    // Of two that begin alike the longer one is meant. What has an option of one letter is the program's alone: no cmdlet has that.
    private static readonly Regex Command = new(
        $@"(?<![\w/.-])kubepki (?<command>{string.Join('|', Names.Keys.OrderByDescending(name => name.Length))})(?![\w-]| -[a-z]\b)"
        + $@"(?<options>{Options}*)(?: \(preview:(?<preview>{Options}+)\))?",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant);

    /// <summary>The text with the cmdlets.</summary>
    /// <param name="text">A text with commands of the program.</param>
    public static string Of(string text) => Command.Replace(text, match => Names[match.Groups["command"].Value]
        + OptionsOf(match.Groups["options"].Value) + (match.Groups["preview"] is { Success: true } preview
            ? $" (preview:{OptionsOf(preview.Value)})" : ""));

    private static string OptionsOf(string options) => Option().Replace(options, match => match.Groups["name"].Value switch
    {
        // It asks, unless it is told not to.
        "yes" => "",
        "key-passphrase-file" => " -KeyPassphrase (Read-Host -AsSecureString)",
        var name => $" -{ParameterOf(name)}{Quoted(match.Groups["value"].Value)}",
    });

    private static string ParameterOf(string option) =>
        string.Concat(option.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    // In a shell an apostrophe ends the quotation and stands between others; here it is doubled.
    private static string Quoted(string value) => value.Replace("'\"'\"'", "''", StringComparison.Ordinal);

    [GeneratedRegex(@" --(?<name>[a-z][a-z-]+)(?<value> (?!--).+?)?(?= --[a-z]|$)", RegexOptions.ExplicitCapture
        | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Option();
}
