using System.Text;
using KubePki.Cluster.Csr.Policy;
using KubePki.Cluster.Trust.Tokens;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Yaml;

namespace KubePki.Cluster.Trust.Published;

/// <summary>
/// The ConfigMap cluster-info, by which nodes that join find and know the cluster: its CA, its server, and its signatures.
/// </summary>
/// <param name="truth">What the API servers serve.</param>
/// <param name="asOf">The moment to look at.</param>
internal sealed class ClusterInfoFaults(ServedTruth truth, DateTimeOffset asOf)
{
    private const string Place = "ConfigMap kube-public/cluster-info";
    private const string SignaturePrefix = "jws-kubeconfig-";

    /// <summary>What is wrong.</summary>
    /// <param name="data">The data of the ConfigMap; null when there is none.</param>
    /// <param name="tokens">The bootstrap tokens; null when they may not be read.</param>
    public IEnumerable<TrustFault> Of(IReadOnlyDictionary<string, string>? data, IReadOnlyList<BootstrapToken>? tokens)
    {
        if (data is null)
            return tokens?.Any(token => token.CanSign && !token.HasExpired(asOf)) == true ? [Missing()] : [];
        if (data.GetValueOrDefault("kubeconfig") is not { Length: > 0 } text || Cluster(text) is not { } cluster)
            return [Broken()];
        return OfCluster(cluster).Concat(tokens is null ? [] : OfSignatures(data, text, tokens));
    }

    private static YamlNode? Cluster(string text)
    {
        try
        {
            return YamlText.Parse(text).Root?.Items("clusters") is [var first, ..] ? first.At("cluster") : null;
        }
        catch (YamlFormatException)
        {
            return null;
        }
    }

    private IEnumerable<TrustFault> OfCluster(YamlNode cluster)
    {
        var pem = Base64Text.Decode(cluster.Text("certificate-authority-data") ?? "") is { } octets ? Encoding.UTF8.GetString(octets) : "";
        var bundle = PublishedBundle.Read(pem, Place, asOf);
        if (bundle.Authorities.Count == 0)
            yield return Wrong("cluster-info has no CA that can be read.", [$"Go: {bundle.GoError}"]);
        else if (truth.Complaint(bundle.Authorities) is { } complaint)
        {
            yield return Wrong("cluster-info does not hold the CA that signed the API server's certificate.",
            [
                .. bundle.Authorities.Select(authority => $"{Place}: {TrustFault.Describe(authority)}"),
                $"{complaint.Server.Endpoint} serves: issuer {complaint.Server.Leaf!.Issuer}", $"Go: {complaint.GoError}",
            ]);
        }
        var server = cluster.Text("server") ?? "";
        var shown = Printable.Cut(ShownUrl.Of(server)!);
        if (!Uri.TryCreate(server, UriKind.Absolute, out var url) || url.Scheme != "https")
            yield return Server($"The server in cluster-info is not an https URL: {shown}.", Correct, [$"{Place}: server {shown}"]);
        else if (truth.WithoutName(url.IdnHost.Trim('[', ']')).ToList() is { Count: > 0 } refusing)
        {
            yield return Server($"The API server's certificate is not valid for {url.IdnHost}, the server in cluster-info.",
                Advice.Of($"Add it on each control plane (kubepki renew --role apiserver --add-san {url.IdnHost.Trim('[', ']')}), or "
                    + $"correct the server: {Correct}"),
            [
                $"{Place}: server {shown}", .. refusing.Select(item => $"{item.Server.Endpoint}: Go: {item.GoError}"),
            ]);
        }
    }

    private IEnumerable<TrustFault> OfSignatures(
        IReadOnlyDictionary<string, string> data, string text, IReadOnlyList<BootstrapToken> tokens)
    {
        var signatures = data.Where(item => item.Key.StartsWith(SignaturePrefix, StringComparison.Ordinal))
            .ToDictionary(item => item.Key[SignaturePrefix.Length..], item => item.Value, StringComparer.Ordinal);
        var signing = tokens.Where(token => token is { CanSign: true, Id.Length: > 0 } && !token.HasExpired(asOf))
            .DistinctBy(token => token.Id).ToDictionary(token => token.Id, StringComparer.Ordinal);
        var unsigned = signing.Keys.Where(id => !signatures.ContainsKey(id)).ToList();
        if (unsigned.Count > 0)
        {
            yield return Signature("ClusterInfoUnsigned", FindingSeverity.Error,
                $"cluster-info has no signature of {Tokens(unsigned)}.", "kubeadm join with such a token fails.",
                [.. unsigned.Select(id => $"could not find a JWS signature in the cluster-info ConfigMap for token ID \"{id}\"")]);
        }
        var wrong = signing.Values.Where(token => signatures.TryGetValue(token.Id, out var signature) && !token.Signed(signature, text))
            .Select(token => token.Id).ToList();
        if (wrong.Count > 0)
        {
            yield return Signature("ClusterInfoSignatureWrong", FindingSeverity.Error,
                wrong.Count == 1 ? $"The signature of {Tokens(wrong)} does not match the kubeconfig in cluster-info."
                    : $"The signatures of {Tokens(wrong)} do not match the kubeconfig in cluster-info.",
                "kubeadm join with such a token fails: failed to verify JWS signature of received cluster info object, "
                    + "can't trust this API Server.", [.. wrong.Select(id => $"{Place}: {SignaturePrefix}{id}: HS256 differs")]);
        }
        var stale = signatures.Keys.Where(id => !signing.ContainsKey(id)).Order(StringComparer.Ordinal).ToList();
        if (stale.Count > 0)
        {
            yield return Signature("ClusterInfoSignatureStale", FindingSeverity.Warning,
                stale.Count == 1 ? $"cluster-info has a signature of {Tokens(stale)}, which is no longer valid or does not sign."
                    : $"cluster-info has signatures of {Tokens(stale)}, which are no longer valid or do not sign.",
                "The controller bootstrapsigner removes such signatures: it does not work, and new tokens are not signed.",
                [.. stale.Select(id => $"{Place}: {SignaturePrefix}{id}")]);
        }
        if (!tokens.Any(token => token.IsUsable(asOf)))
            yield return NoToken(tokens);
    }

    private static string Tokens(List<string> ids) => (ids.Count == 1 ? "token " : "tokens ") + TrustFault.Names(ids);

    private static TrustFault Missing() => new("ClusterInfoMissing", FindingSeverity.Warning, Place,
        "There are bootstrap tokens, but no ConfigMap kube-public/cluster-info.", "kubeadm join cannot find the cluster's CA.",
        Advice.Of($"On a control plane: kubeadm init phase bootstrap-token"));

    private static TrustFault Broken() => new("ClusterInfoWrong", FindingSeverity.Error, Place,
        "cluster-info has no kubeconfig that can be read.", "kubeadm join cannot find the cluster's CA.",
        Advice.Of($"On a control plane, after reading what is there (kubectl get configmap -n kube-public cluster-info -o yaml): "
            + $"kubeadm init phase bootstrap-token. It writes cluster-info anew, and creates another token."));

    private static TrustFault Wrong(string message, IEnumerable<string> proof) =>
        new TrustFault("ClusterInfoWrong", FindingSeverity.Error, Place, message,
            "Nodes that join by kubeadm get this CA into their kubeconfigs, and reject the API server.",
            Advice.Of($"On a control plane, first check that admin.conf has the right CA (kubepki kubeconfigs), then: "
                + $"kubeadm init phase bootstrap-token. It writes cluster-info anew, and creates another token.")).With(proof);

    private static Advice Correct => Advice.Of($"kubectl edit configmap -n kube-public cluster-info");

    private static TrustFault Server(string message, Advice remedy, IEnumerable<string> proof) =>
        new TrustFault("ClusterInfoServerNotCovered", FindingSeverity.Error, Place, message,
            "Nodes that join by kubeadm connect there, and reject the certificate.", remedy).With(proof);

    private static TrustFault Signature(
        string check, FindingSeverity severity, string message, string why, IEnumerable<string> proof) =>
        new TrustFault(check, severity, Place, message, why,
            Advice.Of($"Check on a control plane that kube-controller-manager runs and has --controllers=*,bootstrapsigner,tokencleaner: "
                + $"crictl ps -a --name kube-controller-manager")).With(proof);

    private TrustFault NoToken(IReadOnlyList<BootstrapToken> tokens) =>
        new TrustFault("ClusterInfoNoToken", FindingSeverity.Information, Place,
            "No bootstrap token is valid for kubeadm join.",
                "No node can join by kubeadm until there is one. That is usual: they last a day.",
            Advice.Of($"When a node is to join: kubeadm token create --print-join-command"))
        .With([.. tokens.Count == 0 ? ["there is no Secret of type " + BootstrapToken.SecretType]
            : tokens.Select(token => $"Secret kube-system/{token.Name}: {Unusable(token)}")]);

    private string Unusable(BootstrapToken token) => token.HasExpired(asOf) ? $"it expired at {Times.Rfc3339(token.Expiration!.Value)}"
        : token.Problems.Count > 0 ? token.Problems[0] : "its usages are not both true";
}
