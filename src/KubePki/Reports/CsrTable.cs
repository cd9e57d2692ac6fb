using System.Globalization;
using KubePki.Model;

namespace KubePki.Reports;

/// <summary>Requests as tables for people, with kubectl's columns, and as CSV.</summary>
public static class CsrTable
{
    /// <summary>A table with the columns of <c>kubectl get csr</c>.</summary>
    /// <param name="requests">The requests, in order.</param>
    /// <param name="wide">Whether to add what stands in the request.</param>
    public static ReportText Write(IEnumerable<KubeCsr> requests, bool wide)
    {
        ArgumentNullException.ThrowIfNull(requests);
        string[] header = ["NAME", "AGE", "SIGNERNAME", "REQUESTOR", "REQUESTEDDURATION", "CONDITION"];
        var table = new TextTable(wide ? [.. header, "SUBJECT", "NAMES", "KEY", "SIGNED", "PROBLEMS"] : header);
        foreach (var csr in requests)
            table.Add(wide ? [.. Cells(csr), .. WideCells(csr)] : Cells(csr));
        return ReportText.Of(table);
    }

    /// <summary>Writes requests as CSV (RFC 4180) with all their properties.</summary>
    /// <param name="requests">The requests, in order.</param>
    /// <param name="output">Where to.</param>
    public static void WriteCsv(IEnumerable<KubeCsr> requests, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(requests);
        CsvTable.WriteRow(output, CsrFields.All.Select(field => field.Name));
        foreach (var csr in requests)
            CsvTable.WriteRow(output, CsrFields.All.Select(field => CsvTable.TextOf(field.Value(csr))));
    }

    private static string[] Cells(KubeCsr csr) =>
    [
        csr.Name,
        csr.Age,
        csr.SignerName,
        csr.Requestor,
        csr.RequestedDuration is { } span ? HumanDuration.Text(span) : "<none>",
        csr.Condition,
    ];

    private static string[] WideCells(KubeCsr csr) =>
    [
        csr.Subject,
        string.Join(",", csr.DnsNames.Concat(csr.IPAddresses).Concat(csr.OtherNames)),
        csr.KeyAlgorithm is null ? "" : string.Create(CultureInfo.InvariantCulture,
            $"{csr.KeyAlgorithm}{(csr.KeySize == 0 ? "" : $"-{csr.KeySize}")}"),
        csr.SignatureValid ? "yes" : "no",
        csr.Problems.ToString(),
    ];
}
