using System.Text.Encodings.Web;
using System.Text.Json;
using KubePki.Model;

namespace KubePki.Reports.Report;

/// <summary>
/// What the script of the page draws: rows of numbers, and of texts by their place in one table, since a fleet says the same a thousand
/// times. All but plain ASCII is escaped, and so is what would end a script: <c>&lt;</c>, <c>&amp;</c>.
/// </summary>
internal sealed class PageData
{
    // Enough to know a key by.
    private const int HashLength = 16;

    private static readonly string[] Statuses =
        [CertificateStatus.Valid, CertificateStatus.Expiring, CertificateStatus.Expired, CertificateStatus.NotYetValid];

    private static readonly string[] VertexKinds =
    [
        TopologyVertexKind.Authority, TopologyVertexKind.Certificate, TopologyVertexKind.ServiceAccountKey,
        TopologyVertexKind.Kubeconfig, TopologyVertexKind.Program,
    ];

    private static readonly string[] EdgeKinds = [TopologyEdgeKind.Signs, TopologyEdgeKind.Trusts, TopologyEdgeKind.Presents];

    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];
    private readonly Utf8JsonWriter _writer;

    private PageData(Utf8JsonWriter writer) => _writer = writer;

    /// <summary>Writes the data to a stream, which stays open.</summary>
    public static void Write(PkiReport report, Stream output)
    {
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default });
        new PageData(writer).Write(report);
    }

    private void Write(PkiReport report)
    {
        _writer.WriteStartObject();
        _writer.WriteNumber("asOf", report.AsOf.ToUnixTimeSeconds());
        _writer.WriteStartArray("nodes");
        foreach (var node in report.Nodes)
            Write(node);
        _writer.WriteEndArray();
        var places = report.Nodes.Select((node, place) => (node, place)).ToDictionary(pair => pair.node, pair => pair.place,
            (IEqualityComparer<ReportNode>)ReferenceEqualityComparer.Instance);
        _writer.WritePropertyName("faults");
        Rows(report.Nodes.Count > 1 ? report.Faults : [], fault =>
        {
            Write(fault.Finding);
            _writer.WriteStartArray();
            foreach (var node in fault.Nodes)
                _writer.WriteNumberValue(places[node]);
            _writer.WriteEndArray();
        });
        // Last: only now are all of them known.
        _writer.WriteStartArray("texts");
        foreach (var text in _texts)
            _writer.WriteStringValue(text);
        _writer.WriteEndArray();
        _writer.WriteEndObject();
    }

    private void Write(ReportNode node)
    {
        _writer.WriteStartArray();
        Text(node.Name);
        Text(node.Root);
        Text(node.Distribution);
        Time(node.AsOf);
        Text(node.Headline);
        Text(node.Fix);
        Rows(node.Findings, Write);
        Rows(node.Certificates, Write);
        Rows(node.Topology.Vertices, Write);
        var places = node.Topology.Vertices.Select((vertex, place) => (vertex.Id, place)).ToDictionary(pair => pair.Id, pair => pair.place);
        Rows(node.Topology.Edges, edge =>
        {
            _writer.WriteNumberValue(Array.IndexOf(EdgeKinds, edge.Kind));
            _writer.WriteNumberValue(places[edge.From]);
            _writer.WriteNumberValue(places[edge.To]);
            Text(edge.Via);
        });
        Rows(node.Steps, Write);
        Texts(node.LeftAlone.Select(note => $"{note.Target}: {note.Reason}"));
        Texts(node.Problems);
        _writer.WriteBooleanValue(node.IsCluster);
        Text(node.NothingToDo);
        _writer.WriteEndArray();
    }

    private void Write(ReportFinding finding)
    {
        _writer.WriteNumberValue((int)finding.Severity);
        Text(finding.Check);
        Text(finding.Target);
        Text(finding.NodePath);
        Text(finding.Message);
        Texts(finding.Proof);
        Text(finding.Why);
        Text(finding.Remedy);
        Text(finding.Reference);
    }

    private void Write(ReportCertificate certificate)
    {
        Text(certificate.Name);
        Text(certificate.Role);
        Text(certificate.Subject);
        Text(certificate.Issuer);
        Text(certificate.Authority);
        Text(certificate.Key);
        Time(certificate.NotBefore);
        Time(certificate.NotAfter);
        _writer.WriteNumberValue(Array.IndexOf(Statuses, certificate.Status));
        Texts(certificate.NodePaths);
        Text(certificate.Names.ToString());
        Text(certificate.Consequence);
        Text(certificate.SerialNumber);
        Text(certificate.Fingerprint);
    }

    private void Write(TopologyVertex vertex)
    {
        _writer.WriteNumberValue(Array.IndexOf(VertexKinds, vertex.Kind));
        Text(vertex.Name);
        Text(vertex.Role);
        Text(vertex.Subject);
        Text(vertex.Issuer);
        if (vertex.NotAfter is { } end)
            Time(end);
        else
            _writer.WriteNullValue();
        _writer.WriteNumberValue(Array.IndexOf(Statuses, vertex.Status));
        Texts(vertex.NodePaths);
        _writer.WriteNumberValue((vertex.HasKey == true ? 1 : 0) + (vertex.IsTwin ? 2 : 0) + (vertex.IsStranger ? 4 : 0));
        Text(vertex.PublicKeyHash?[..HashLength]);
    }

    private void Write(RepairStep step)
    {
        Text(step.Title);
        Text(step.Reason);
        Texts(step.Changes.Select(change => $"{change.Action} {change.NodePath}"));
        Texts(step.WouldNotHelp);
        Texts(step.Restart);
    }

    private void Rows<T>(IEnumerable<T> items, Action<T> write)
    {
        _writer.WriteStartArray();
        foreach (var item in items)
        {
            _writer.WriteStartArray();
            write(item);
            _writer.WriteEndArray();
        }
        _writer.WriteEndArray();
    }

    private void Time(DateTimeOffset time) => _writer.WriteNumberValue(time.ToUnixTimeSeconds());

    private void Texts(IEnumerable<string> texts)
    {
        _writer.WriteStartArray();
        foreach (var text in texts)
            Text(text);
        _writer.WriteEndArray();
    }

    private void Text(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            _writer.WriteNullValue();
            return;
        }
        var shown = Printable.Text(text);
        if (!_places.TryGetValue(shown, out var place))
        {
            _places.Add(shown, place = _texts.Count);
            _texts.Add(shown);
        }
        _writer.WriteNumberValue(place);
    }
}
