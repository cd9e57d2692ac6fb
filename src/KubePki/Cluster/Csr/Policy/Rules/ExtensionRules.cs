using KubePki.Pki.X509;
using static KubePki.Cluster.Csr.Policy.RuleAnswer;

namespace KubePki.Cluster.Csr.Policy.Rules;

/// <summary>Rules about what a request asks for besides subject and key.</summary>
internal static class ExtensionRules
{
    private const string Source = "spec.request";
    private const string ExtensionRequest = "1.2.840.113549.1.9.14";
    private const string AltNames = "2.5.29.17";
    private const string BasicConstraints = "2.5.29.19";
    private const string KeyUsage = "2.5.29.15";
    private const string ExtendedKeyUsage = "2.5.29.37";

    // keyCertSign and cRLSign of RFC 5280, 4.2.1.3.
    private const int Signing = (1 << 5) | (1 << 6);

    public static CsrRule[] All { get; } =
    [
        new("OneExtensionRequest", RuleScope.Kubelet, "There is at most one list of extensions. Go uses only the first one.", One),
        new("NoOtherRequestAttributes", RuleScope.Kubelet,
            "The request has no attributes except its extensions, such as a challengePassword.", NoOthers),
        new("NoDuplicateExtensions", RuleScope.Kubelet, "Each extension occurs only once.", NoDuplicates),
        new("KnownExtensions", RuleScope.Kubelet,
            "The only extensions are names, usages and basic constraints, and none is critical.", Known),
        new("NotAuthority", RuleScope.Kubelet | RuleScope.ApiClient, "The request is not for a CA certificate.", NotAuthority),
        new("ExtensionsAgreeWithUsages", RuleScope.Kubelet, "The usages in the request are included in spec.usages.", Agree),
        new("NoOtherNameKinds", RuleScope.Kubelet,
            "All names are DNS names or addresses: no email address, URI, otherName, directoryName or registeredID.", NoOtherKinds),
    ];

    private static RuleAnswer One(CsrCase tried) => tried.Anatomy is not { } anatomy ? EncodingRules.Unread()
        : DenyIf(anatomy.Attributes.Count(type => type == ExtensionRequest) > 1 ? "it has several lists of extensions" : null,
            Source, "one list or none");

    private static RuleAnswer NoOthers(CsrCase tried) => tried.Anatomy is not { } anatomy ? EncodingRules.Unread()
        : DenyIf(anatomy.Attributes.Find(type => type != ExtensionRequest) is { } other ? $"it has an attribute {other}" : null,
            Source, "no others");

    private static RuleAnswer NoDuplicates(CsrCase tried)
    {
        if (tried.Anatomy is not { } anatomy)
            return EncodingRules.Unread();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var extension in anatomy.Extensions)
        {
            if (!seen.Add(extension.Type))
                return Deny(Source, $"extension {extension.Type} occurs twice");
        }
        return Pass(Source, "each once");
    }

    private static RuleAnswer Known(CsrCase tried)
    {
        if (tried.Anatomy is not { } anatomy)
            return EncodingRules.Unread();
        foreach (var extension in anatomy.Extensions)
        {
            if (extension.Type is not (AltNames or BasicConstraints or KeyUsage or ExtendedKeyUsage))
                return Deny(Source, $"it requests extension {extension.Type}");
            if (extension.IsCritical)
                return Deny(Source, $"it requests extension {extension.Type} as critical");
        }
        return Pass(Source, "known ones or none");
    }

    private static RuleAnswer NotAuthority(CsrCase tried)
    {
        if (tried.Request is not { } request)
            return EncodingRules.Unread();
        return DenyIf(request.Extensions.IsAuthority ? "it requests CA:TRUE"
            : (request.Extensions.KeyUsage & Signing) is > 0 ? "it requests a CA usage" : null, Source, "no CA");
    }

    private static RuleAnswer Agree(CsrCase tried)
    {
        if (tried.Request is not { } request)
            return EncodingRules.Unread();
        foreach (var usage in UsageNames.FromBits(request.Extensions.KeyUsage ?? 0).Concat(request.Extensions.ExtendedKeyUsages ?? []))
        {
            if (Word(usage) is not { } word || !tried.Csr.Usages.Contains(word))
                return Deny(Source, $"it requests {usage}, which is not in spec.usages");
        }
        return Pass(Source, "none, or the same");
    }

    private static string? Word(string usage) => usage switch
    {
        "digitalSignature" => "digital signature",
        "keyEncipherment" => "key encipherment",
        "serverAuth" => "server auth",
        "clientAuth" => "client auth",
        _ => null,
    };

    private static RuleAnswer NoOtherKinds(CsrCase tried)
    {
        if (tried.Anatomy is not { } anatomy)
            return EncodingRules.Unread();
        var other = anatomy.NameKinds.FindIndex(kind => kind is not (2 or 7));
        return other < 0 ? Pass(Source, "DNS names and addresses, or none") : Deny(Source, $"it requests {Kind(anatomy.NameKinds[other])}");
    }

    private static string Kind(int tag) => tag switch
    {
        0 => "an otherName",
        1 => "an email address",
        4 => "a directoryName",
        6 => "a URI",
        8 => "a registeredID",
        _ => "an unused kind of name",
    };
}
