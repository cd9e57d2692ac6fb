using System.Text;
using KubePki.Model;
using KubePki.Node.Checks;

namespace KubePki.Reports.Metrics;

/// <summary>Writes nodes as metrics in Prometheus' text format, for node_exporter's textfile collector and for a scrape.</summary>
public static class MetricReport
{
    /// <summary>What the first line begins with: by it a file is known as ours.</summary>
    public const string Mark = "# Written by kubepki";

    /// <summary>The media type of the text.</summary>
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes the metrics. Without a node they say that the run failed.</summary>
    /// <param name="nodes">The snapshots, each of another root.</param>
    /// <param name="options">What is written.</param>
    /// <param name="cancellation">Stops the diagnosis.</param>
    /// <returns>The text in UTF-8, with a line feed at its end.</returns>
    public static byte[] Write(IReadOnlyList<NodePki> nodes, MetricOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(options);
        var (certificates, others) = (new CertificateMetrics(), new NodeMetrics());
        var build = new MetricFamily("kubepki_build_info", "Constant 1, with the version of kubepki.");
        var time = new MetricFamily("kubepki_run_timestamp_seconds", "When these metrics were made.");
        var success = new MetricFamily("kubepki_run_success", "1 if every node could be read completely, 0 otherwise.");
        build.Add(1, ("version", options.Version));
        time.Add(options.Now);
        success.Add(!options.IsIncomplete && nodes.Count > 0 && nodes.All(node => node.Gaps.Count == 0));
        foreach (var node in nodes)
        {
            var findings = node.IsEmpty ? [] : Diagnosis.Run(node, cancellation);
            // What a node is called is its instance in Prometheus, unless there are several in one file.
            (string, string)[] place = nodes.Count == 1 ? [] : [("node", node.NodeName ?? ""), ("root", node.Root)];
            certificates.Add(node, findings, place, options.IsRelative);
            others.Add(node, findings, place, options);
        }
        return Encoding.UTF8.GetBytes($"{Mark} {options.Version}: https://github.com/KubePkiPS/KubePkiPS/blob/main/docs/metrics.md\n"
            + string.Concat(((MetricFamily[])[build, time, success]).Concat(others.Families).Concat(certificates.Families)));
    }
}
