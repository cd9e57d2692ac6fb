using System.Text.Json;
using KubePki.Model;

namespace KubePki.Reports;

/// <summary>Writes findings as SARIF 2.1.0 (OASIS), which code hosts and editors show.</summary>
public static class Sarif
{
    /// <summary>Writes one run.</summary>
    /// <param name="findings">The findings.</param>
    /// <param name="checks">The checks that were asked.</param>
    /// <param name="version">The version of this tool.</param>
    /// <param name="output">Where to; it stays open.</param>
    public static void Write(IReadOnlyList<KubePkiFinding> findings, IReadOnlyList<KubePkiCheck> checks, string version, Stream output)
    {
        ArgumentNullException.ThrowIfNull(findings);
        ArgumentNullException.ThrowIfNull(checks);
        using var writer = new Utf8JsonWriter(output, JsonForm.Indented);
        writer.WriteStartObject();
        writer.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        writer.WriteString("version", "2.1.0");
        writer.WriteStartArray("runs");
        writer.WriteStartObject();
        WriteTool(writer, checks, version);
        writer.WriteStartArray("results");
        foreach (var finding in findings)
            WriteResult(writer, finding, checks);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        output.WriteByte((byte)'\n');
        output.Flush();
    }

    private static void WriteTool(Utf8JsonWriter writer, IReadOnlyList<KubePkiCheck> checks, string version)
    {
        writer.WriteStartObject("tool");
        writer.WriteStartObject("driver");
        writer.WriteString("name", "kubepki");
        writer.WriteString("semanticVersion", version);
        writer.WriteStartArray("rules");
        foreach (var check in checks)
        {
            writer.WriteStartObject();
            writer.WriteString("id", check.Name);
            WriteText(writer, "shortDescription", check.Summary);
            writer.WriteString("helpUri", check.Reference);
            writer.WriteStartObject("defaultConfiguration");
            writer.WriteString("level", Level(check.SeverityLevel));
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter writer, KubePkiFinding finding, IReadOnlyList<KubePkiCheck> checks)
    {
        writer.WriteStartObject();
        writer.WriteString("ruleId", finding.Check);
        var index = IndexOf(finding.Check, checks);
        if (index >= 0)
            writer.WriteNumber("ruleIndex", index);
        writer.WriteString("level", Level(finding.SeverityLevel));
        WriteText(writer, "message", $"{finding.Target}: {finding.Message} {finding.Why} Remedy: {finding.Remedy}");
        if (finding.NodePath is not null)
            WriteLocation(writer, finding.NodePath);
        else
            WriteObject(writer, finding.Target);
        writer.WriteStartObject("partialFingerprints");
        writer.WriteString("target/v1", $"{finding.Check}:{finding.NodePath}:{finding.Target}");
        writer.WriteEndObject();
        writer.WriteStartObject("properties");
        writer.WriteString("severity", finding.Severity);
        writer.WriteStartArray("proof");
        foreach (var fact in finding.Proof)
            writer.WriteStringValue(fact);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // A path of the node, relative to its root, so that results of copies and of the node are the same.
    private static void WriteLocation(Utf8JsonWriter writer, string nodePath)
    {
        writer.WriteStartArray("locations");
        writer.WriteStartObject();
        writer.WriteStartObject("physicalLocation");
        writer.WriteStartObject("artifactLocation");
        writer.WriteString("uri", string.Join('/', nodePath.TrimStart('/').Split('/').Select(Uri.EscapeDataString)));
        writer.WriteString("uriBaseId", "ROOT");
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    // What is no file, such as an object of a cluster, has a name.
    private static void WriteObject(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartArray("locations");
        writer.WriteStartObject();
        writer.WriteStartArray("logicalLocations");
        writer.WriteStartObject();
        writer.WriteString("fullyQualifiedName", name);
        writer.WriteString("kind", "object");
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static int IndexOf(string name, IReadOnlyList<KubePkiCheck> checks)
    {
        for (var i = 0; i < checks.Count; i++)
        {
            if (checks[i].Name == name)
                return i;
        }
        return -1;
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string text)
    {
        writer.WriteStartObject(name);
        writer.WriteString("text", text);
        writer.WriteEndObject();
    }

    private static string Level(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Information => "note",
        FindingSeverity.Warning => "warning",
        _ => "error",
    };
}
