using System.Text.RegularExpressions;
using KubePki.Model;

namespace KubePki.Reports;

/// <summary>
/// Words for those who use the module and for those who use the program: a text that names an option names it in both ways,
/// <c>-Force (kubepki: --force)</c>, and each is told its own. Whole commands are written as the program has them.
/// </summary>
public static partial class Skin
{
    /// <summary>The text for PowerShell: <c>-Force</c>.</summary>
    /// <param name="text">The text.</param>
    public static string PowerShell(string text) => PowerShellForm.Of(Option().Replace(text, "${cmdlet}"));

    /// <summary>A finding whose remedy names cmdlets.</summary>
    /// <param name="finding">The finding.</param>
    public static T PowerShell<T>(T finding)
        where T : KubePkiFinding
    {
        ArgumentNullException.ThrowIfNull(finding);
        return (T)(finding with { Remedy = PowerShell(finding.Remedy), Cure = finding.Cure is null ? null : PowerShell(finding.Cure) });
    }

    /// <summary>A finding about several nodes whose remedy names cmdlets.</summary>
    /// <param name="finding">The finding.</param>
    public static KubePkiFleetFinding PowerShell(KubePkiFleetFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return finding with { Remedy = PowerShell(finding.Remedy) };
    }

    /// <summary>A verdict whose remedy names cmdlets.</summary>
    /// <param name="verdict">The verdict.</param>
    public static KubeletClientVerdict PowerShell(KubeletClientVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        return verdict with { Remedy = PowerShell(verdict.Remedy) };
    }

    /// <summary>A verdict whose findings' remedies name cmdlets.</summary>
    /// <param name="verdict">The verdict.</param>
    public static KubeEndpointVerdict PowerShell(KubeEndpointVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        return verdict with { Findings = [.. verdict.Findings.Select(PowerShell)] };
    }

    /// <summary>The text for the program: <c>--force</c>.</summary>
    /// <param name="text">The text.</param>
    public static string Console(string text) => Option().Replace(text, "${program}");

    // Alone, or with more in brackets: "(-Role apiserver; kubepki: --role apiserver)".
    [GeneratedRegex(@"(?<cmdlet>-[A-Z]\w+(?: -[A-Z]\w+| [a-z][\w-]*)*)"
        + @"(?: \(kubepki: (?<program>--[a-z][^)]*)\)|; kubepki: (?<program>--[a-z][^)]*)(?=\)))",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Option();
}
