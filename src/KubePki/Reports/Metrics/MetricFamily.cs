using System.Globalization;
using System.Text;
using KubePki.Model;

namespace KubePki.Reports.Metrics;

/// <summary>The series of one name in Prometheus' text format (version 0.0.4).</summary>
/// <param name="name">The name.</param>
/// <param name="help">What it is, in a sentence.</param>
/// <param name="type">Its type.</param>
internal sealed class MetricFamily(string name, string help, string type = "gauge")
{
    private readonly StringBuilder _samples = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Adds a sample. One whose labels are there already is left out: a file with both would be refused as a whole.</summary>
    public void Add(double value, params IEnumerable<(string Name, string Value)> labels)
    {
        var set = string.Join(',', labels.Select(label => $"{label.Name}=\"{Escape(label.Value)}\""));
        if (_known.Add(set))
            _samples.Append(name).Append(set.Length == 0 ? "" : $"{{{set}}}").Append(' ')
                .Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    /// <summary>Adds a moment, in seconds since 1970; nothing for none.</summary>
    public void Add(DateTimeOffset? moment, params IEnumerable<(string Name, string Value)> labels)
    {
        if (moment is { } time)
            Add(time.ToUnixTimeSeconds(), labels);
    }

    /// <summary>Adds yes or no.</summary>
    public void Add(bool value, params IEnumerable<(string Name, string Value)> labels) => Add(value ? 1 : 0, labels);

    /// <summary>The lines; none when there is no sample.</summary>
    public override string ToString() => _samples.Length == 0 ? ""
        : $"# HELP {name} {help.Replace("\\", "\\\\", StringComparison.Ordinal)}\n# TYPE {name} {type}\n{_samples}";

    // Whose text it is we do not know; people print these files, too.
    private static string Escape(string value) => Printable.Text(value).Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
