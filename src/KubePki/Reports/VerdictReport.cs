using System.Globalization;
using System.Text;
using KubePki.Model;

namespace KubePki.Reports;

/// <summary>A verdict as a few lines for people.</summary>
public static class VerdictReport
{
    /// <summary>The lines: yes or no, Go's text, plain words, the chain, and the CAs that were tried.</summary>
    /// <param name="verdict">The verdict.</param>
    public static ReportText Write(KubeCertificateVerdict verdict)
    {
        var text = new StringBuilder();
        text.Append("  ").Append(Printable.Text(verdict.Name));
        if (verdict.Subject.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $" ({Printable.Text(verdict.Subject)})");
        text.Append('\n');
        Line(text, "Go says", verdict.GoError);
        Line(text, "meaning", verdict is { Ok: true, KeyGoError: not null } ? "its chain is accepted, but no server starts with this key"
            : verdict.Plain);
        Lines(text, "chain", verdict.Chain);
        Lines(text, "tried", verdict.Ok ? [] : verdict.Candidates);
        if (verdict.KeyPath is not null)
            Line(text, "key", verdict.KeyGoError ?? "matches the certificate");
        if (verdict.AuthorityGoError is { } strict)
            Line(text, "CA file", $"--client-ca-file would refuse it: {strict}");
        Lines(text, "note", verdict.Notes);
        return ReportText.Of(verdict is { Ok: true, KeyGoError: null } ? "ok" : "no") + text.ToString();
    }

    private static void Lines(StringBuilder text, string label, TextList values)
    {
        foreach (var value in values)
        {
            Line(text, label, value);
            label = "";
        }
    }

    private static void Line(StringBuilder text, string label, string? value)
    {
        if (value is not null)
            text.Append(CultureInfo.InvariantCulture, $"    {label,-8} {Printable.Text(value)}\n");
    }
}
