using System.Buffers;
using System.Globalization;
using KubePki.Model;

namespace KubePki.Reports;

/// <summary>
/// Writes certificates as CSV (RFC 4180) with all their properties, nothing of which a terminal acts upon or a spreadsheet runs; lists are
/// joined by a comma and a space, times are RFC 3339 UTC.
/// </summary>
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
    public void Write(KubeCertificate certificate) =>
        WriteRow(_output, CertificateFields.All.Select(field => TextOf(field.Value(certificate))));

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

    // A spreadsheet takes what begins so for a formula, and runs it; the wide forms are the same to some of them.
    private const string FormulaSigns = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

    private static readonly SearchValues<char> Quantity = SearchValues.Create("0123456789.");

    private static string Quote(string cell)
    {
        var text = Printable.Text(cell);
        return Escape(IsFormula(text) || IsFormula(cell) ? "'" + text : text);
    }

    // A number is none, nor is one with a unit, such as the -17h of what has expired.
    private static bool IsFormula(string cell) => cell.Length > 0 && FormulaSigns.Contains(cell[0]) && !IsQuantity(cell.AsSpan(1));

    private static bool IsQuantity(ReadOnlySpan<char> text)
    {
        var digits = text.IndexOfAnyExcept(Quantity);
        return text.Length > 0 && (digits < 0 || (digits > 0 && text.Length == digits + 1 && char.IsAsciiLetterLower(text[digits])));
    }

    private static string Escape(string cell) =>
        cell.AsSpan().IndexOfAny("\",\r\n") < 0 ? cell : "\"" + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
