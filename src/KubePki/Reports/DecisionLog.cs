using System.Text.Json;
using KubePki.Model;

namespace KubePki.Reports;

/// <summary>A log of decisions: one line of JSON for each, never rewritten.</summary>
public static class DecisionLog
{
    /// <summary>Adds a line to a file, which is made when it is not there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="decision">The decision.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Append(string path, CsrDecision decision)
    {
        using var file = Open(path);
        file.Write(Line(decision));
    }

    /// <summary>Opens a log to write at its end; it is made when it is not there.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static FileStream Open(string path) => new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);

    /// <summary>The line, with its end.</summary>
    /// <param name="decision">The decision.</param>
    public static byte[] Line(CsrDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("time", Times.Rfc3339(decision.AsOf));
            json.WriteString("name", decision.Name);
            json.WriteString("uid", decision.Request.Uid);
            json.WriteString("signerName", decision.Request.SignerName);
            json.WriteString("requestor", decision.Request.Requestor);
            json.WriteString("requestHash", decision.Request.RequestHash);
            json.WriteString("policy", decision.Policy);
            json.WriteString("decision", DecisionTable.Word(decision.Decision));
            json.WriteString("sentence", decision.Sentence);
            json.WriteString("action", decision.Action.ToString());
            json.WriteString("outcome", decision.Outcome);
            json.WriteStartArray("failed");
            foreach (var rule in decision.Failed)
                json.WriteStringValue(rule);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        line.WriteByte((byte)'\n');
        return line.ToArray();
    }
}
