using KubePki.Cluster.Trust.Published;
using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Cluster.Trust.Tokens;

/// <summary>
/// The issuer and the keys of service accounts' tokens as the API server publishes them, held against a control plane's files and against
/// the token that is used.
/// </summary>
internal sealed class TokenKeyFaults
{
    private const string Target = "service account tokens";
    private const string Keys = "/openid/v1/jwks";
    private const string Discovery = "/.well-known/openid-configuration";
    private const string IssuerFlag = "service-account-issuer";

    /// <summary>The answer of <c>/openid/v1/jwks</c>; null when it may not be read.</summary>
    public string? KeySet { get; init; }

    /// <summary>The answer of <c>/.well-known/openid-configuration</c>; null when it may not be read.</summary>
    public string? Configuration { get; init; }

    /// <summary>A control plane of the cluster; null without one.</summary>
    public NodePki? Node { get; init; }

    /// <summary>The token that is used; null without one.</summary>
    public TokenClaims? Own { get; init; }

    /// <summary>What is wrong.</summary>
    public IEnumerable<TrustFault> Faults()
    {
        var issuer = Configuration is null ? null : TokenKey.Field(Configuration, "issuer");
        return new[] { OfKeys(), Configuration is not null && issuer is null ? NoIssuer() : OfIssuer(issuer) }.OfType<TrustFault>()
            .Concat(OfFiles()).Concat(OfOwn(issuer));
    }

    private IReadOnlyList<TokenKey>? Set => KeySet is null ? null : TokenKey.ReadSet(KeySet);

    private TrustFault? OfKeys()
    {
        if (KeySet is null)
            return null;
        if (Set is not { Count: > 0 } keys)
        {
            return new TrustFault("ServiceAccountKeysNone", FindingSeverity.Error, Target,
                Set is null ? $"{Keys} is not a JSON Web Key Set." : $"{Keys} has no key.",
                "Nobody outside of the API server can verify tokens of service accounts: federation with clouds and vaults stops.",
                Advice.Of($"Check --service-account-key-file of kube-apiserver on each control plane: kubepki test"));
        }
        return keys.Count == 1 ? null
            : new TrustFault("ServiceAccountKeysSeveral", FindingSeverity.Information, Target,
                $"The API server accepts tokens of {keys.Count} keys: a change of the key is under way, or was not finished.",
                "Tokens of each of them are valid.",
                Advice.Of($"When every token of the old key has been replaced (they last an hour; Secrets of type "
                    + $"kubernetes.io/service-account-token last for ever), take it out of --service-account-key-file"))
            .With([.. keys.Select(key => $"{Keys}: {key.Describe()}")]);
    }

    private static TrustFault NoIssuer() => new("ServiceAccountIssuer", FindingSeverity.Warning, Target,
        $"{Discovery} names no issuer.", "Nobody outside of the API server can verify tokens of service accounts.",
        Advice.Of($"kube-apiserver wants --service-account-issuer, an https URL"));

    private TrustFault? OfIssuer(string? issuer)
    {
        var server = Node?.Components.FirstOrDefault(component => component.Name == "kube-apiserver");
        if (issuer is null || server is null)
            return null;
        var told = server.Flags.Where(flag => flag.Name == IssuerFlag).Select(flag => flag.Value).OfType<string>().ToList();
        return told.Count == 0 || told[0] == issuer ? null
            : new TrustFault("ServiceAccountIssuer", FindingSeverity.Warning, Target,
                $"The API server's issuer is {issuer}, and {server.NodePath} has {told[0]}.",
                told.Contains(issuer) ? "Another control plane has the issuers in another order: each makes tokens of its own issuer."
                    : "The API server that answered was not restarted, or is another one: it rejects tokens of the other issuer.",
                Advice.Of($"Give all control planes the same --service-account-issuer; name the old one second until its tokens are gone"))
            .With([$"{Discovery}: issuer {issuer}", $"{server.NodePath}: --{IssuerFlag}={string.Join(", ", told)}"]);
    }

    private IEnumerable<TrustFault> OfFiles()
    {
        var files = Node?.Keys.Where(key => key is { Role: PkiRoles.ServiceAccounts, PublicKeyHash: not null })
            .OrderByDescending(key => key.IsPrivate).ToList() ?? [];
        if (Set is not { Count: > 0 } keys || files.Count == 0 || keys.Any(key => key.Hash is null))
            yield break;
        var strange = files.FindAll(file => keys.All(key => key.Hash != file.PublicKeyHash)).DistinctBy(file => file.NodePath).ToList();
        if (strange.Count == 0)
            yield break;
        yield return new TrustFault("ServiceAccountKeyDiffers", FindingSeverity.Error, Target,
            $"The API server does not accept tokens of the key in {TrustFault.Names([.. strange.Select(file => file.NodePath)])}.",
            strange.Exists(file => file.IsPrivate) ? "Tokens that this control plane's controller manager signs are rejected with 401."
                : "This control plane's API server accepts tokens that the others reject.",
            Advice.Of($"All control planes must have the same sa.key and sa.pub: kubepki fleet, with a snapshot of each, tells which one "
                + $"differs. kube-apiserver and kube-controller-manager read them at their start"))
        .With([.. strange.Select(file => $"{file.NodePath}: public key SHA-256 {file.PublicKeyHash}"),
            .. keys.Select(key => $"{Keys}: {key.Describe()}")]);
    }

    private IEnumerable<TrustFault> OfOwn(string? issuer)
    {
        if (Own is not { } own)
            yield break;
        if (own.KeyId is { } id && Set is { Count: > 0 } keys && keys.All(key => key.Id != id))
        {
            yield return new TrustFault("ServiceAccountKeyUnknown", FindingSeverity.Warning, Target,
                $"The token in use was signed by a key that is not in {Keys}.",
                "Whoever verifies it there rejects it; the API server that answered accepts it still.",
                Advice.Of($"Compare --service-account-key-file on all control planes: kubepki fleet"))
            .With([$"token: kid {id}", .. keys.Select(key => $"{Keys}: {key.Describe()}")]);
        }
        if (own.Issuer is { } from && issuer is not null && from != issuer)
        {
            yield return new TrustFault("ServiceAccountIssuer", FindingSeverity.Information, Target,
                $"The token in use is of the issuer {from}; the API server's is {issuer}.",
                "It is accepted as long as the API server names both.",
                Advice.Of($"Restart pods that still have such tokens before the old --service-account-issuer is taken away"))
            .With([$"token: iss {from}", $"{Discovery}: issuer {issuer}"]);
        }
    }
}
