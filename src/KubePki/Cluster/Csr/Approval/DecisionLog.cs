using System.Text.Json;
using KubePki.Model;

namespace KubePki.Cluster.Csr.Approval;

/// <summary>A log of decisions: one line of JSON for each, never rewritten.</summary>
public static class DecisionLog
{
    /// <summary>Adds a decision to a log.</summary>
    /// <param name="log">The log.</param>
    /// <param name="decision">The decision.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(Stream log, CsrDecision decision)
    {
        ArgumentNullException.ThrowIfNull(log);
        log.Write(Line(decision));
        log.Flush();
    }

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
            json.WriteString("decision", decision.Word);
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
