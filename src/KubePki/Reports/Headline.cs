using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Layout;

namespace KubePki.Reports;

/// <summary>What a diagnosis comes down to, in one line: what is down, since when, and why.</summary>
public static class Headline
{
    private const string KubeletCategory = "Kubelet";

    /// <summary>The line; null when nothing of a node is down, or the findings are of several nodes.</summary>
    /// <param name="findings">The findings, the worst first.</param>
    public static string? Of(IReadOnlyList<KubePkiFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        var critical = findings.Where(finding => finding.SeverityLevel == FindingSeverity.Critical).ToList();
        var down = critical.Select(ProgramOf).OfType<string>().Distinct().ToList();
        if (down.Count == 0 || findings.Select(finding => finding.Root).Distinct().Skip(1).Any())
            return null;
        var what = down is [var one] ? $"{one} is down" : $"{string.Join(", ", down[..^1])} and {down[^1]} are down";
        return Printable.Text($"{what}: {Why(FindingCauses.Of(critical)[0].First, findings)}");
    }

    /// <summary>The command that repairs what can be repaired here; null when there is nothing, or they are of several nodes.</summary>
    /// <param name="findings">The findings.</param>
    public static string? Fix(IReadOnlyList<KubePkiFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        return findings.Select(finding => finding.Cure).OfType<string>().Distinct().ToList() is [var one] ? one : null;
    }

    /// <summary>The command that shows what would be repaired; null when there is nothing, or they are of several nodes.</summary>
    /// <param name="findings">The findings.</param>
    public static string? Preview(IReadOnlyList<KubePkiFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        return findings.Select(finding => finding.Preview).OfType<string>().Distinct().ToList() is [var one] ? one : null;
    }

    private static string? ProgramOf(KubePkiFinding finding)
    {
        if (finding.Certificate?.Role == PkiRoles.KubeletConf
            || CheckCatalogue.All.Any(check => check.Name == finding.Check && check.Category == KubeletCategory))
            return "kubelet";
        return PkiRoles.Of(finding.Certificate?.Role ?? finding.Target).Readers is [var reader, ..]
            ? ProgramTitles.Of(reader) : null;
    }

    // Of a certificate that has expired there are more as a rule.
    private static string Why(KubePkiFinding worst, IReadOnlyList<KubePkiFinding> findings)
    {
        if (worst.Certificate is not { Expired: true, IsNeverValid: false })
        {
            // In a table the target stands beside it.
            const string It = "It ";
            return worst.Message.StartsWith(It, StringComparison.Ordinal) ? $"{worst.Target}: it {worst.Message[It.Length..]}"
                : worst.Message;
        }
        var expired = findings.Where(finding => finding.SeverityLevel >= FindingSeverity.Error)
            .Select(finding => finding.Certificate).OfType<KubeCertificate>().Where(certificate => certificate.Expired)
            .DistinctBy(certificate => certificate.Fingerprint).ToList();
        var (first, last) = (expired.Min(certificate => certificate.NotAfter), expired.Max(certificate => certificate.NotAfter));
        var ago = $"({Times.Span(worst.Certificate.AsOf - first)} ago)";
        return $"{(expired.Count == 1 ? "a certificate" : $"{expired.Count} certificates")} expired "
            + (Times.Date(first) == Times.Date(last) ? $"on {Times.Date(first)} {ago}." : $"since {Times.Date(first)} {ago}.");
    }
}
