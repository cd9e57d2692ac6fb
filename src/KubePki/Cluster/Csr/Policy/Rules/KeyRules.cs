using System.Globalization;
using System.Numerics;
using KubePki.Model;
using KubePki.Pki.X509;
using static KubePki.Cluster.Csr.Policy.RuleAnswer;

namespace KubePki.Cluster.Csr.Policy.Rules;

/// <summary>Rules about the key.</summary>
internal static class KeyRules
{
    private const string Source = "public key";
    private const int LeastRsa = 2048;
    internal const int MostRsa = 8192;

    // FIPS 186-5, A.1.1 wants more than 2^16; Go takes no more than 31 bits.
    private const int LeastExponent = 65537;

    public static CsrRule[] All { get; } =
    [
        new("KeyKind", RuleScope.Kubelet, "The key is RSA, or ECDSA over P-256, P-384 or P-521.", Kind),
        new("KeyStrength", RuleScope.Kubelet,
            "An RSA key has 2048 to 8192 bits, an odd modulus, and an odd exponent from 65537 to 2147483647.", Strength),
        new("NoKnownWeakKey", RuleScope.Kubelet,
            "The private key cannot be derived from the public key: no ROCA, small, close or equal primes, prime modulus, small numbers.",
            NotWeak),
        new("NoSharedPrime", RuleScope.Kubelet, "An RSA key shares no prime with the key of another request.", NoSharedPrime),
        new("KeyIsNotRefused", RuleScope.Kubelet,
            "The key is not known to belong to someone else or to be compromised.", NotRefused),
        new("KeyIsOwn", RuleScope.Kubelet, "No other identity has used the same key in a request.", Own),
        new("KeyTypeOfPolicy", RuleScope.Kubelet, "The key type is allowed by the policy.", OfPolicy),
    ];

    private static RuleAnswer Kind(CsrCase tried)
    {
        if (tried.Request is not { } request)
            return EncodingRules.Unread();
        if (request.PublicKey is not { } key)
            return Deny(Source, "it has no key that Go can read");
        return key.Kind switch
        {
            PublicKeyKind.Rsa => Pass(Source, "RSA"),
            PublicKeyKind.Ecdsa when key.Curve is { Bits: >= 256 } curve => Pass(Source, curve.Name),
            PublicKeyKind.Ecdsa =>
                Deny(Source, key.Curve is { } curve ? $"the curve is {curve.Name}" : "Go does not support the curve or the point on it"),
            PublicKeyKind.Ed25519 when WeakKeys.IsOfSmallOrder(key.Key.Of(request.Raw.Span)) =>
                Deny(Source, "it is a point of small order, for which anyone can sign"),
            PublicKeyKind.Ed25519 => Defer(Source, "the key is Ed25519, which some clients of kubelets do not accept"),
            _ => Deny(Source, $"{key.Algorithm} keys are not accepted"),
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
            : exponent < LeastExponent ? $"its exponent is {exponent}, less than {LeastExponent}"
            : exponent > int.MaxValue ? "its exponent has more than 31 bits"
            : exponent.IsEven ? "its exponent is even" : null, Source, string.Create(CultureInfo.InvariantCulture, $"{key.Size} bits"));
    }

    private static RuleAnswer NotWeak(CsrCase tried) => tried.Request is not { PublicKey: { } key } || key.Size > MostRsa
        ? None(Source, "this type of key is not examined")
        : DenyIf(tried.Csr.Content.KeyFault, Source, "no known weakness");

    private static RuleAnswer NoSharedPrime(CsrCase tried)
    {
        const string Others = "other requests";
        if (tried.Request is not { PublicKey.Kind: PublicKeyKind.Rsa } || !tried.Csr.SignatureValid)
            return None(Others, "not an RSA key, or possession is not proven");
        var primes = tried.Book.Primes.Value;
        if (primes.IsTooMany)
            return Defer(Others, string.Create(CultureInfo.InvariantCulture,
                $"there are more than {SharedPrimes.MostKeys} RSA keys, too many to compare"));
        var partner = primes.PartnerOf(tried.Csr);
        return DenyIf(partner is null ? null : $"it shares a prime with the key of {partner}", Others, "no shared prime");
    }

    private static RuleAnswer NotRefused(CsrCase tried)
    {
        const string Refused = "refused keys";
        if (tried.Csr.PublicKeyHash is not { } hash)
            return EncodingRules.Unread();
        var refused = tried.Context.RefusedKeys;
        if (refused.Count == 0)
            return None(Refused, "none were specified");
        var whose = refused.GetValueOrDefault(hash) ?? refused.GetValueOrDefault(tried.Csr.Content.KeyIdentity ?? hash);
        return DenyIf(whose is null ? null : $"it is the key of {whose}", Refused, "no match");
    }

    private static RuleAnswer Own(CsrCase tried)
    {
        if (tried.Csr.PublicKeyHash is null)
            return EncodingRules.Unread();
        return tried.Book.Keys.Other(tried.Csr) is { } other
            ? Deny("other requests", $"{other.Name} ({other.Condition}) uses the same key for '{other.CommonName}'")
            : Pass("other requests", "not used by others");
    }

    private static RuleAnswer OfPolicy(CsrCase tried)
    {
        var types = tried.Policy!.KeyTypes;
        if (types.Count == 0)
            return None("policy", "the policy allows all key types that the other rules allow");
        return tried.Request?.PublicKey is { } key && types.Any(type => Fits(key, type))
            ? Pass("policy", "allowed by the policy") : Deny("policy", $"the policy allows {types}");
    }

    // RSA-3072 stands for keys of so many bits or more, ECDSA-P256 for this curve alone.
    private static bool Fits(PublicKey key, string type) => type.StartsWith("RSA-", StringComparison.Ordinal)
        ? key.Kind == PublicKeyKind.Rsa && key.Size >= int.Parse(type.AsSpan(4), CultureInfo.InvariantCulture)
        : key.Curve is { } curve && type == "ECDSA-" + curve.Name.Replace("-", "", StringComparison.Ordinal);
}
