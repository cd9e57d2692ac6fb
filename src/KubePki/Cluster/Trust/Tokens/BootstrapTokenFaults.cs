using KubePki.Cluster.Trust.Published;
using KubePki.Model;

namespace KubePki.Cluster.Trust.Tokens;

/// <summary>What is wrong with the bootstrap tokens of a cluster: one finding for all that have the same fault.</summary>
/// <param name="asOf">The moment to look at.</param>
internal sealed class BootstrapTokenFaults(DateTimeOffset asOf)
{
    private const string Target = "bootstrap tokens";
    private const string KubeadmGroup = "system:bootstrappers:kubeadm:default-node-token";

    // The cleaner waits for the very moment; its queue may be behind.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Soon = TimeSpan.FromHours(2);

    /// <summary>The faults.</summary>
    public IEnumerable<TrustFault> Of(IReadOnlyList<BootstrapToken> tokens) => new[]
    {
        NotCleaned([.. tokens.Where(token => token.Expiration is { } end && asOf - end > Grace)]),
        Malformed([.. tokens.Where(token => token.Problems.Count > 0)]),
        NeverExpire([.. tokens.Where(token => token is { Expiration: null, Problems.Count: 0 })]),
        Useless([.. tokens.Where(token => token.Problems.Count == 0 && !token.HasExpired(asOf) && Uselessness(token) is not null)]),
        EndSoon([.. tokens.Where(token => token.IsUsable(asOf))]),
    }.OfType<TrustFault>();

    private static TrustFault? NotCleaned(List<BootstrapToken> tokens) => tokens.Count == 0 ? null
        : new TrustFault("BootstrapTokenNotCleaned", FindingSeverity.Warning, Target,
            $"{TrustFault.Count(tokens.Count, "bootstrap token")} expired and {Were(tokens.Count)} not removed, the first on "
                + $"{Times.Date(tokens.Min(token => token.Expiration!.Value))}.",
            "The API server rejects expired tokens. But the controller tokencleaner does not work, and so bootstrapsigner may not either: "
                + "then new tokens are not signed, and no node can join.",
            Advice.Of($"Check on a control plane that kube-controller-manager runs and has --controllers=*,bootstrapsigner,tokencleaner: "
                + $"crictl ps -a --name kube-controller-manager; grep controllers= /etc/kubernetes/manifests/kube-controller-manager.yaml"))
        .With([.. tokens.Select(token => $"Secret kube-system/{token.Name}: expiration {Times.Rfc3339(token.Expiration!.Value)}")]);

    private static TrustFault? Malformed(List<BootstrapToken> tokens) => tokens.Count == 0 ? null
        : new TrustFault("BootstrapTokenMalformed", FindingSeverity.Warning, Target,
            $"{TrustFault.Count(tokens.Count, "bootstrap token")} ({TrustFault.Names([.. tokens.Select(token => token.Name)])}) "
                + $"{(tokens.Count == 1 ? "is" : "are")} malformed.",
            "The API server rejects such tokens.",
            Advice.Of($"Create a new one: kubeadm token create --print-join-command"))
        .With([.. tokens.SelectMany(token => token.Problems.Select(problem => $"Secret kube-system/{token.Name}: {problem}"))]);

    private static TrustFault? NeverExpire(List<BootstrapToken> tokens) => tokens.Count == 0 ? null
        : new TrustFault("BootstrapTokenNeverExpires", FindingSeverity.Warning, Target,
            $"{TrustFault.Count(tokens.Count, "bootstrap token")} ({TrustFault.Names([.. tokens.Select(token => token.Name)])}) "
                + $"never {(tokens.Count == 1 ? "expires" : "expire")}.",
            "Whoever has read one, in a script or a shell history, can join nodes to the cluster at any time.",
            Advice.Of($"If no autoscaler or image uses it, use one that ends in its place: kubeadm token create --ttl 24h"))
        .With([.. tokens.Select(token => $"Secret kube-system/{token.Name}: it has no expiration")]);

    private static TrustFault? Useless(List<BootstrapToken> tokens) => tokens.Count == 0 ? null
        : new TrustFault("BootstrapTokenUsage", FindingSeverity.Information, Target,
            $"{TrustFault.Count(tokens.Count, "bootstrap token")} ({TrustFault.Names([.. tokens.Select(token => token.Name)])}) cannot be "
                + "used for kubeadm join.",
            "kubeadm join needs a token that signs cluster-info, authenticates, and has a group that may create requests.",
            Advice.Of($"If it was meant for that: kubeadm token create --print-join-command"))
        .With([.. tokens.Select(token => $"Secret kube-system/{token.Name}: {Uselessness(token)}")]);

    private TrustFault? EndSoon(List<BootstrapToken> tokens)
    {
        if (tokens.Count == 0 || tokens.Exists(token => token.Expiration is not { } end || end - asOf > Soon))
            return null;
        var last = tokens.Max(token => token.Expiration!.Value);
        return new TrustFault("BootstrapTokenEnding", FindingSeverity.Information, Target,
            $"The last valid bootstrap token ends at {Times.Rfc3339(last)} (in {Times.Span(last - asOf)}).",
            "From then on no node can join with the tokens that there are.",
            Advice.Of($"kubeadm token create --print-join-command"))
        .With([.. tokens.Select(token => $"Secret kube-system/{token.Name}: expiration {Times.Rfc3339(token.Expiration!.Value)}")]);
    }

    private static string? Uselessness(BootstrapToken token) => token switch
    {
        { CanAuthenticate: false, CanSign: false } => "it has no usage",
        { CanAuthenticate: false } => "usage-bootstrap-authentication is not true",
        { CanSign: false } => "usage-bootstrap-signing is not true",
        { Groups.Count: 0 } => $"auth-extra-groups is empty, so that nobody but {BootstrapToken.Group} is given rights; "
            + $"kubeadm's is {KubeadmGroup}",
        _ => null,
    };

    private static string Were(int count) => count == 1 ? "was" : "were";
}
