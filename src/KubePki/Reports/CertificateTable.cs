using System.Globalization;
using KubePki.Model;

namespace KubePki.Reports;

/// <summary>Certificates as tables for people, one table for each directory, with kubeadm's columns and the status.</summary>
public static class CertificateTable
{
    /// <summary>The tables, each under its path.</summary>
    /// <param name="certificates">The certificates, in order.</param>
    /// <param name="wide">Whether to add subject, names and key.</param>
    public static ReportText Write(IEnumerable<KubeCertificate> certificates, bool wide)
    {
        var blocks = new List<ReportText>();
        var groups = certificates.GroupBy(Directory).ToList();
        var isOfSeveral = groups.Select(group => group.First().Root).Distinct(StringComparer.Ordinal).Skip(1).Any();
        foreach (var group in groups)
        {
            var node = isOfSeveral && group.First().NodeName is { } name ? $" (node {name})" : "";
            var table = wide
                ? new TextTable("CERTIFICATE", "EXPIRES", "RESIDUAL TIME",
                    "CERTIFICATE AUTHORITY", "EXTERNAL", "STATUS", "KEY", "SUBJECT", "NAMES")
                : new TextTable("CERTIFICATE", "EXPIRES", "RESIDUAL TIME", "CERTIFICATE AUTHORITY", "EXTERNAL", "STATUS");
            foreach (var certificate in group)
                table.Add(wide ? [.. Cells(certificate), .. WideCells(certificate)] : Cells(certificate));
            blocks.Add($"{Printable.Text(group.Key + node)}\n" + ReportText.Of(table));
        }
        return ReportText.Join("\n", blocks);
    }

    /// <summary>The moment of expiry as kubeadm prints it: <c>Jun 01, 2027 08:00 UTC</c>.</summary>
    internal static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("MMM dd, yyyy HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Directory(KubeCertificate certificate) => certificate.Path[..certificate.Path.LastIndexOfAny(['/', '\\'])];

    private static string[] Cells(KubeCertificate certificate) =>
    [
        certificate.Index == 0 ? certificate.Name : string.Create(CultureInfo.InvariantCulture, $"{certificate.Name}[{certificate.Index}]"),
        Date(certificate.NotAfter),
        certificate.ResidualTime,
        certificate.Authority ?? "",
        certificate.ExternallyManaged switch { true => "yes", false => "no", null => "unknown" },
        certificate.Status,
    ];

    private static string[] WideCells(KubeCertificate certificate) =>
    [
        string.Create(CultureInfo.InvariantCulture,
            $"{certificate.KeyAlgorithm}{(certificate.KeySize == 0 ? "" : $"-{certificate.KeySize}")}"),
        certificate.Subject,
        string.Join(",", certificate.DnsNames.Concat(certificate.IPAddresses)),
    ];
}
