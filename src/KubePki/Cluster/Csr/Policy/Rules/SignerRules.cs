using static KubePki.Cluster.Csr.Policy.RuleAnswer;

namespace KubePki.Cluster.Csr.Policy.Rules;

/// <summary>Rules about the signer that is asked.</summary>
internal static class SignerRules
{
    private const string Source = "spec.signerName";

    public static CsrRule[] All { get; } =
    [
        new("SignerIsNoLookAlike", RuleScope.All,
            "The signer is not legacy-unknown and does not imitate the name of a Kubernetes signer.", LookAlike),
        new("SignerInScope", RuleScope.All,
            "A selected policy is for this signer. kube-apiserver-client is never approved automatically.", InScope),
        new("SignerAuthority", RuleScope.Kubelet,
            "The signer's CA is valid for the requested duration and trusted by clients.", Authority),
    ];

    private static RuleAnswer LookAlike(CsrCase tried)
    {
        var signer = tried.Csr.SignerName;
        if (signer == SignerNames.Legacy)
            return Deny(Source, "legacy-unknown signs anything for anyone");
        if (signer is SignerNames.KubeletServing or SignerNames.KubeletClient or SignerNames.ApiClient)
            return Pass(Source, signer);
        if (signer.Length == 0)
            return Defer(Source, "no signer is specified");
        // The names below kubernetes.io belong to Kubernetes, and it has no other signers.
        return signer.Contains(SignerNames.Domain, StringComparison.OrdinalIgnoreCase) || signer.Any(c => c is <= ' ' or > '~')
            ? Deny(Source, $"'{signer}' looks like a Kubernetes signer but is not one")
            : Pass(Source, "a third-party signer");
    }

    private static RuleAnswer InScope(CsrCase tried)
    {
        if (tried.Policy is not null)
            return Pass(Source, $"policy {tried.Policy.Name}");
        if (tried.Scope == RuleScope.ApiClient)
            return Defer(Source, "kube-apiserver-client grants any identity, so an administrator must decide");
        return SignerNames.PolicyOf(tried.Csr.SignerName) is { } own
            ? Defer(Source, $"this is a kubelet's request for its {(own == ApprovalPolicy.KubeletClient ? "client" : "serving")} "
                + $"certificate, and the policy for it is not selected: add -Policy {own} (kubepki: --policy {own})")
            : Defer(Source,
                $"no selected policy is for '{tried.Csr.SignerName}'; selected policies: {string.Join(", ", tried.Context.Policies)}");
    }

    private static RuleAnswer Authority(CsrCase tried)
    {
        const string Signer = "signer's CA";
        if (tried.Context.SignerAuthority is not { } authority)
            return None(Signer, "the signer's CA was not specified");
        if (authority.NotBefore > tried.Context.AsOf)
            return Defer(Signer, $"the signer's CA is not valid until {KubePki.Model.Times.Rfc3339(authority.NotBefore)}");
        var end = tried.Context.AsOf + (tried.Csr.RequestedDuration ?? TimeSpan.Zero);
        if (authority.NotAfter < end)
            return Defer(Signer,
                $"the signer's CA expires at {KubePki.Model.Times.Rfc3339(authority.NotAfter)}, before the certificate would");
        return (tried.Scope == RuleScope.Client ? tried.Context.ClientAuthorities : tried.Context.TrustedAuthorities) is not { } trusted
            || trusted.Any(ca => ca.PublicKeyHash == authority.PublicKeyHash)
            ? Pass(Signer, $"{authority.Name}, until {KubePki.Model.Times.Rfc3339(authority.NotAfter)}")
            : Defer(Signer, "clients do not trust the signer's CA");
    }
}
