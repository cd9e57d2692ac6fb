using System.Globalization;
using System.Numerics;
using KubePki.X509;
using static KubePki.Requests.RuleAnswer;

namespace KubePki.Requests.Rules;

/// <summary>Rules about the key.</summary>
internal static class KeyRules
{
    private const string Source = "public key";
    private const int LeastRsa = 2048;
    private const int MostRsa = 8192;

    public static CsrRule[] All { get; } =
    [
        new("KeyKind", RuleScope.Kubelet, "The key is RSA, or ECDSA over P-256, P-384 or P-521.", Kind),
        new("KeyStrength", RuleScope.Kubelet, "An RSA key has 2048 to 8192 bits, an odd modulus, and an odd exponent above 1.", Strength),
        new("NoKnownWeakKey", RuleScope.Kubelet, "The key is none of those that can be factored (ROCA).", NotWeak),
        new("KeyIsNotRefused", RuleScope.Kubelet, "The key is none that is known to belong to somebody else, or to have leaked.", NotRefused),
        new("KeyIsOwn", RuleScope.Kubelet, "No other identity has asked with the same key.", Own),
        new("KeyTypeOfPolicy", RuleScope.Kubelet, "The key is of a kind that the policy takes.", OfPolicy),
    ];

    private static RuleAnswer Kind(CsrCase tried)
    {
        if (tried.Request is not { } request)
            return EncodingRules.Unread();
        if (request.PublicKey is not { } key)
            return Deny(Source, "there is no key that Go can read");
        return key.Kind switch
        {
            PublicKeyKind.Rsa => Pass(Source, "RSA"),
            PublicKeyKind.Ecdsa when key.Curve is { Bits: >= 256 } curve => Pass(Source, curve.Name),
            PublicKeyKind.Ecdsa => Deny(Source, key.Curve is { } curve ? $"the curve is {curve.Name}" : "the curve or the point on it is none that Go knows"),
            PublicKeyKind.Ed25519 => Defer(Source, "the key is Ed25519, which not all clients of kubelets take"),
            _ => Deny(Source, $"keys of kind {key.Algorithm} are not taken"),
        };
    }

    private static RuleAnswer Strength(CsrCase tried)
    {
        if (tried.Request is not { PublicKey: { Kind: PublicKeyKind.Rsa } key } request)
            return None(Source, "not RSA");
        if (key.Size is < LeastRsa or > MostRsa)
            return Deny(Source, string.Create(CultureInfo.InvariantCulture, $"it has {key.Size} bits"));
        var whole = request.Raw.Span;
        var exponent = new BigInteger(key.Exponent.Of(whole), isBigEndian: true);
        return DenyIf((key.Key.Of(whole)[^1] & 1) == 0 ? "its modulus is even"
            : exponent <= BigInteger.One ? "its exponent is 1 or less"
            : exponent.IsEven ? "its exponent is even" : null, Source, string.Create(CultureInfo.InvariantCulture, $"{key.Size} bits"));
    }

    private static RuleAnswer NotWeak(CsrCase tried) => tried.Request is not { PublicKey: { Kind: PublicKeyKind.Rsa, Size: <= MostRsa } key } request
        ? None(Source, "not RSA")
        : DenyIf(WeakKeys.IsRoca(key.Key.Of(request.Raw.Span)) ? "it was made by the library of CVE-2017-15361" : null, Source, "not of a kind that is known to be weak");

    private static RuleAnswer NotRefused(CsrCase tried)
    {
        if (tried.Csr.PublicKeyHash is not { } hash)
            return EncodingRules.Unread();
        return tried.Context.RefusedKeys.Count == 0 ? None("refused keys", "none were given")
            : DenyIf(tried.Context.RefusedKeys.TryGetValue(hash, out var whose) ? $"it is the key of {whose}" : null, "refused keys", "none of them");
    }

    private static RuleAnswer Own(CsrCase tried)
    {
        if (tried.Csr.PublicKeyHash is not { } hash)
            return EncodingRules.Unread();
        // Whoever cannot sign with a key only says that it is theirs.
        return tried.Book.Keys.Other(hash, tried.Csr.CommonName) is { } other && other.Item.SignatureValid
            ? Deny("other requests", $"{other.Item.Name} asks with the same key for '{other.Owner}'") : Pass("other requests", "nobody else's");
    }

    private static RuleAnswer OfPolicy(CsrCase tried)
    {
        var types = tried.Policy!.KeyTypes;
        if (types.Count == 0)
            return None("policy", "the policy takes all that the other rules take");
        return tried.Request?.PublicKey is { } key && types.Any(type => Fits(key, type))
            ? Pass("policy", "one that the policy takes") : Deny("policy", $"the policy takes {types}");
    }

    // RSA-3072 stands for keys of so many bits or more, ECDSA-P256 for this curve alone.
    private static bool Fits(PublicKey key, string type) => type.StartsWith("RSA-", StringComparison.Ordinal)
        ? key.Kind == PublicKeyKind.Rsa && key.Size >= int.Parse(type.AsSpan(4), CultureInfo.InvariantCulture)
        : key.Curve is { } curve && type == "ECDSA-" + curve.Name.Replace("-", "", StringComparison.Ordinal);
}
