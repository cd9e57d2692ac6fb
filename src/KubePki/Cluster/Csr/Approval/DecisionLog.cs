using System.Text.Json;
using System.Text.Json.Serialization;
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
            JsonSerializer.Serialize(json, new DecisionLine(
                Times.Rfc3339(decision.AsOf), decision.Name, decision.Request.Uid, decision.Request.SignerName, decision.Request.Requestor,
                decision.Request.RequestHash, decision.Policy, decision.Word, decision.Sentence, decision.Action.ToString(),
                decision.Outcome, [.. decision.Failed]), DecisionJson.Default.DecisionLine);
        line.WriteByte((byte)'\n');
        return line.ToArray();
    }
}

/// <summary>A line of the log.</summary>
internal sealed record DecisionLine(
    string Time,
    string Name,
    string? Uid,
    string? SignerName,
    string? Requestor,
    string? RequestHash,
    string? Policy,
    string Decision,
    string Sentence,
    string Action,
    string? Outcome,
    IReadOnlyList<string> Failed);

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DecisionLine))]
internal sealed partial class DecisionJson : JsonSerializerContext;
