using System.Globalization;
using System.Security.Cryptography;
using static KubePki.Cluster.Csr.Policy.RuleAnswer;

namespace KubePki.Cluster.Csr.Policy.Rules;

/// <summary>Rules about the bytes of the request: nothing may be read in two ways.</summary>
internal static class EncodingRules
{
    private const string Source = "spec.request";
    private const int MaxLength = 64 * 1024;

    public static CsrRule[] All { get; } =
    [
        new("OnePemBlock", RuleScope.Kubelet | RuleScope.ApiClient,
            "The request is a single PEM block labelled CERTIFICATE REQUEST, without headers or other content.",
            tried => DenyIf(tried.Csr.Content.PemFault, Source, "one block")),
        new("RequestSize", RuleScope.Kubelet | RuleScope.ApiClient, "The request is at most 64 KiB.", Size),
        new("RequestParses", RuleScope.Kubelet | RuleScope.ApiClient, "Go can parse the request.",
            tried => tried.Csr.Content.Parsed is { } parsed
                ? DenyIf(parsed.GoError is { } error ? $"Go says: {error}" : null, Source, "Go can parse it")
                : Unread()),
        new("StrictDer", RuleScope.Kubelet | RuleScope.ApiClient, "The request is strict DER throughout, without extra parts.",
            tried => tried.Anatomy is { } anatomy ? DenyIf(anatomy.Fault, Source, "DER throughout") : Unread()),
        new("ProofOfPossession", RuleScope.Kubelet | RuleScope.ApiClient,
            "The request is signed with the key that it requests a certificate for.",
            tried =>
                tried.Csr.SignatureValid ? Pass(Source, "the signature is valid") : Deny(Source, "it is not signed with its own key")),
        new("StrongSignature", RuleScope.Kubelet, "The request's signature uses SHA-256 or better.", Strong),
    ];

    /// <summary>The answer of rules that want a request to look at.</summary>
    public static RuleAnswer Unread() => None(Source, "there is no request to read");

    private static RuleAnswer Size(CsrCase tried) => tried.Csr.Content.Length <= MaxLength ? Pass(Source, "at most 64 KiB")
        : Deny(Source, string.Create(CultureInfo.InvariantCulture, $"it has {tried.Csr.Content.Length} bytes, more than 64 KiB"));

    private static RuleAnswer Strong(CsrCase tried)
    {
        if (tried.Request?.SignatureAlgorithm is not { } algorithm)
            return Unread();
        return algorithm.Hash == HashAlgorithmName.SHA1 || algorithm.Hash == HashAlgorithmName.MD5
            || algorithm.Name.StartsWith("MD", StringComparison.Ordinal)
            ? Deny(Source, $"it is signed with {algorithm.Name}") : Pass(Source, algorithm.Name);
    }
}
