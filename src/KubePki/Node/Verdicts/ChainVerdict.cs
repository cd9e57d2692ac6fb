using System.Text.Json;
using System.Text.Json.Serialization;
using KubePki.Pki.Verification;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Node.Verdicts;

/// <summary>All that Go says of one case of a batch: <c>ok</c>, or its text; null for what was not asked.</summary>
internal sealed record ChainVerdict
{
    private const string Accepted = "ok";

    public required string Id { get; init; }

    public required string Parse { get; init; }

    [JsonPropertyName("nleaf")]
    public required int LeafCount { get; init; }

    public string? Pool { get; init; }

    [JsonPropertyName("pooln")]
    public required int PoolCount { get; init; }

    public string? Verify { get; init; }

    public string? Host { get; init; }

    public string? Full { get; init; }

    public string? Pair { get; init; }

    [JsonPropertyName("keyutil")]
    public string? KeyFile { get; init; }

    /// <summary>Judges a case.</summary>
    public static ChainVerdict Of(ChainCase given, GoVersion go, Moment now)
    {
        var leaf = CertificateFile.Read(given.Leaf, go);
        var roots = CertificateFile.Read(given.Roots, go);
        var verdict = new ChainVerdict
        {
            Id = given.Id,
            Parse = leaf.GoError ?? Accepted,
            LeafCount = leaf.Strict.Count,
            Pool = given.Roots.Length == 0 ? null : roots.GoError ?? Accepted,
            PoolCount = roots.Lenient.Count,
            Pair = given.Key.Length == 0 ? null : KeyPair.Check(given.Leaf, given.Key, go) ?? Accepted,
            KeyFile = given.Key.Length == 0 ? null : KubePki.Node.Verdicts.KeyFile.Judge(given.Key, go),
        };
        return leaf.Strict.Count == 0 ? verdict : verdict.WithChain(given, leaf, roots, go, now);
    }

    // The chain is looked for once: with a name, Go says the same but for the name, which comes between the leaf and the chain.
    private ChainVerdict WithChain(ChainCase given, CertificateFile leaf, CertificateFile roots, GoVersion go, Moment now)
    {
        var question = new ChainQuestion
        {
            Leaf = leaf.Strict[0],
            Roots = ToPool(roots.Lenient),
            Intermediates = ToPool(leaf.Strict.Skip(1).Concat(CertificateFile.Read(given.Intermediates, go).Lenient)),
            Usages = given.Usages,
            Time = given.Time ?? now,
            Go = go,
        };
        var leafError = ChainVerifier.CheckLeaf(question);
        var chainError = leafError ?? ChainVerifier.VerifyChain(question).GoError;
        var hostError = given.Host.Length == 0 ? null : HostnameCheck.Check(question.Leaf, given.Host, go);
        return this with
        {
            Verify = chainError ?? Accepted,
            Host = given.Host.Length == 0 ? null : hostError ?? Accepted,
            Full = leafError ?? hostError ?? chainError ?? Accepted,
        };
    }

    private static CertificatePool ToPool(IEnumerable<ParsedCertificate> certificates)
    {
        var pool = new CertificatePool();
        foreach (var certificate in certificates)
            pool.Add(certificate);
        return pool;
    }

    /// <summary>Writes the verdict as a JSON object.</summary>
    public void Write(Utf8JsonWriter json) => JsonSerializer.Serialize(json, this, ChainVerdictJson.Default.ChainVerdict);
}

/// <summary>How a verdict is written: what was not asked is left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ChainVerdict))]
internal sealed partial class ChainVerdictJson : JsonSerializerContext;
