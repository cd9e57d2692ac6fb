using System.Globalization;
using KubePki.Model;

namespace KubePki.Reports;

/// <summary>Writes certificates as CSV (RFC 4180) with all their properties; lists are joined by a comma and a space, times are RFC 3339 UTC.</summary>
public sealed class CsvTable
{
    private readonly TextWriter _output;

    /// <summary>Writes the header.</summary>
    /// <param name="output">Where to.</param>
    public CsvTable(TextWriter output)
    {
        _output = output;
        WriteRow(output, CertificateFields.All.Select(field => field.Name));
    }

    /// <summary>Writes a certificate as a row.</summary>
    /// <param name="certificate">The certificate.</param>
    public void Write(KubeCertificate certificate) => WriteRow(_output, CertificateFields.All.Select(field => TextOf(field.Value(certificate))));

    /// <summary>Writes a row, with quotes where they are needed.</summary>
    internal static void WriteRow(TextWriter output, IEnumerable<string> cells)
    {
        output.Write(string.Join(',', cells.Select(Quote)));
        output.Write("\r\n");
    }

    /// <summary>A value as a cell shows it.</summary>
    internal static string TextOf(object? value) => value switch
    {
        null => "",
        bool truth => truth ? "true" : "false",
        DateTimeOffset time => CertificateFields.Time(time),
        TimeSpan span => ((long)Math.Floor(span.TotalSeconds)).ToString(CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Quote(string cell) =>
        cell.AsSpan().IndexOfAny("\",\r\n") < 0 ? cell : "\"" + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
