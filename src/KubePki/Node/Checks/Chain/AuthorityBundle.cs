using KubePki.Model;
using KubePki.Pki.Verification;

namespace KubePki.Node.Checks.Chain;

/// <summary>CA files with several certificates: right while a CA is changed, and a trap for kubeadm and for the signer.</summary>
internal sealed class AuthorityBundle : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(AuthorityBundle), "Chain", FindingSeverity.Error,
        "A CA file contains more than one certificate.", References.Rotation);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        var signer = node.Component("kube-controller-manager")?.Flag("cluster-signing-cert-file");
        foreach (var bundle in node.Authorities.GroupBy(authority => authority.NodePath).Where(bundle => bundle.Count() > 1))
        {
            var first = bundle.First();
            var signs = bundle.Key == signer;
            if (IsChain([.. bundle]))
            {
                yield return Chain([.. bundle], signs);
                continue;
            }
            yield return CheckResult.In(first,
                $"{bundle.Key} contains {bundle.Count()} certificates.",
                signs
                    ? "The controller manager signs with this file and accepts only one certificate: \"error reading CA cert file "
                        + $"\"{bundle.Key}\": expected 1 certificate, found {bundle.Count()}\"."
                    : "kubeadm certs renew writes only the first one to kubeconfigs. Clients then reject what the others signed.",
                signs
                    ? Advice.Of($"Set --cluster-signing-cert-file to a file with only the CA whose key it has; "
                        + $"keep the bundle for --client-ca-file and --root-ca-file.")
                    : Advice.Of($"Do not use kubeadm certs renew for kubeconfigs until the CA rotation is complete.")) with
            {
                Severity = signs ? FindingSeverity.Error : FindingSeverity.Information,
                Proof = bundle.Select(authority =>
                    $"{bundle.Key}[{authority.Index}]: {authority.Subject}, public key sha256:{authority.PublicKeyHash}"),
            };
        }
    }

    // An intermediate CA with those above it, each signed by the next: right as it is.
    private static bool IsChain(IReadOnlyList<KubeCertificate> bundle) => bundle[0].Subject != bundle[0].Issuer
        && bundle.Zip(bundle.Skip(1)).All(pair => pair.First.Issuer == pair.Second.Subject
            && new AuthorityKey(pair.Second.Parsed).Signed(pair.First.Parsed));

    private static CheckResult Chain(IReadOnlyList<KubeCertificate> chain, bool signs) => CheckResult.In(chain[0],
        $"{chain[0].NodePath} is a chain: {string.Join(", signed by ", chain.Select(authority => authority.Subject))}.",
        "kubeadm cannot keep chains: certs renew writes certificates without the CAs behind them, and only the first CA to kubeconfigs."
            + (signs ? " kube-controller-manager signs with one certificate only: \"error reading CA cert file "
                + $"\"{chain[0].NodePath}\": expected 1 certificate, found {chain.Count}\"." : ""),
        Advice.Of($"Renew with kubepki repair or kubepki renew, which keep chains, not with kubeadm certs renew."
            + $"{(signs ? Advice.Of($" Set --cluster-signing-cert-file to a file with the first certificate alone.") : null)}")) with
    {
        Severity = signs ? FindingSeverity.Warning : FindingSeverity.Information,
        Proof = chain.Select(authority =>
            $"{authority.NodePath}[{authority.Index}]: {authority.Subject}, public key sha256:{authority.PublicKeyHash}"),
    };
}
