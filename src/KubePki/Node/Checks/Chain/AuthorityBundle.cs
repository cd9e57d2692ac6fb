using KubePki.Model;

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
}
