using System.Text.Json;
using KubePki.Model;

namespace KubePki.Reports;

public sealed partial class JsonObjects
{
    private static readonly JsonEncodedText[] CsrNames =
        [.. CsrFields.All.Select(field => JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(field.Name)))];

    /// <summary>Writes a request: all its properties, <c>requestedDuration</c> in seconds.</summary>
    /// <param name="csr">The request.</param>
    public void Write(KubeCsr csr)
    {
        ArgumentNullException.ThrowIfNull(csr);
        _writer.WriteStartObject();
        for (var i = 0; i < CsrNames.Length; i++)
        {
            _writer.WritePropertyName(CsrNames[i]);
            Value(CsrFields.All[i].Value(csr));
        }
        _writer.WriteEndObject();
        Drain();
    }

    /// <summary>Writes a decision: name, decision, sentence, and each rule with result, evidence and source.</summary>
    /// <param name="decision">The decision.</param>
    public void Write(CsrDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        _writer.WriteStartObject();
        Property("name", decision.Name);
        Property("decision", decision.Word);
        Property("sentence", decision.Sentence);
        if (decision.Action != CsrAction.None)
            Property("action", decision.Action.ToString().ToLowerInvariant());
        if (decision.Outcome is not null)
            Property("outcome", decision.Outcome);
        WriteList("rules", decision.Rules, WriteRule);
        _writer.WriteEndObject();
        Drain();
    }

    private void WriteRule(CsrFinding finding)
    {
        _writer.WriteStartObject();
        Property("rule", finding.Rule);
        Property("result", finding.Result switch
        {
            CsrRuleResult.Pass => "pass",
            CsrRuleResult.Fail => "fail",
            _ => "notApplicable",
        });
        Property("evidence", finding.Evidence);
        Property("source", finding.Source);
        _writer.WriteEndObject();
    }
}
