using KubePki.Model;

namespace KubePki.Reports;

/// <summary>A verdict on kubelet's credential for people.</summary>
public static class KubeletReport
{
    private const string Remedy = "remedy";

    /// <summary>The verdict, the candidates, the clock, and what to do.</summary>
    /// <param name="verdict">The verdict.</param>
    public static ReportText Write(KubeletClientVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        var table = new TextTable("CREDENTIAL", "CURRENT", "NOT BEFORE", "NOT AFTER", "USABLE", "WHY NOT");
        foreach (var pem in verdict.Candidates)
        {
            table.Add(pem.NodePath, pem.IsCurrent ? "*" : "", Times.Rfc3339(pem.Certificate!.NotBefore),
                Times.Rfc3339(pem.Certificate.NotAfter),
                pem.Usable ? "yes" : "no", pem.GoError ?? "");
        }
        var lines = Lines(verdict).Where(line => !string.IsNullOrEmpty(line.Text))
            .Select(line => line.Name == Remedy ? RemedyText.Write($"{Remedy,-13} ", line.Text!)
                : $"{line.Name,-13} {Printable.Text(line.Text!)}\n");
        return $"{string.Concat(lines)}\n" + ReportText.Of(table);
    }

    private static IEnumerable<(string Name, string? Text)> Lines(KubeletClientVerdict verdict)
    {
        yield return ("usable", $"{(verdict.Usable ? "yes" : "no")}, as of {Times.Rfc3339(verdict.AsOf)}");
        yield return ("reason", verdict.Reason);
        yield return ("Go says", verdict.GoError);
        yield return ("node", verdict.NodeName is null ? null : $"{verdict.NodeName} ({verdict.NodeNameSource})");
        yield return ("name", verdict.NameMatches == false
            ? $"the certificate is for {verdict.Certificate?.CommonName}: 403 Forbidden if the node authorizer is enabled"
            : null);
        yield return ("credential", verdict.CredentialPath is null
            ? null
            : $"{verdict.Kubeconfig}: {verdict.CredentialPath}{(verdict.LinkTarget is null ? "" : $" -> {verdict.LinkTarget}")}");
        yield return ("at start", verdict.AtStart);
        yield return ("running", verdict.WhileRunning);
        yield return ("usable at",
            verdict.HealsAt is { } time ? $"{Times.Rfc3339(time)}, in {Times.Span(time - verdict.AsOf)}" : null);
        yield return ("restart", verdict.Usable ? null : verdict.RestartHelps ? "helps" : "does not help");
        yield return ("rotation", verdict is { RotationFrom: { } from, RotationUntil: { } until }
            ? $"{Times.Rfc3339(from)} to {Times.Rfc3339(until)}"
            : null);
        yield return ("clock", verdict.Clock.Conclusion);
        yield return (Remedy, verdict.Remedy);
    }
}
