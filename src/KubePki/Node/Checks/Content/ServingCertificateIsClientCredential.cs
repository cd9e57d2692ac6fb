using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Content;

/// <summary>Serving certificates that are also somebody's identity, as recipes with openssl make them.</summary>
internal sealed class ServingCertificateIsClientCredential : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(ServingCertificateIsClientCredential), "Content", FindingSeverity.Warning,
        "A serving certificate of the API server or kubelet can also be used by a client and names a Kubernetes user or group.",
        References.KubeletServing);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        foreach (var certificate in node.Pki.Certificates.Where(certificate =>
            certificate is { Role: PkiRoles.ApiServer or PkiRoles.KubeletServer, Index: 0 } && IsCredential(node, certificate)
                && node.Guidance.RunnerOf(certificate.Role, certificate.NodePath) is null)
            .DistinctBy(certificate => certificate.Fingerprint))
        {
            yield return CheckResult.In(certificate,
                "It is a serving certificate and also a client credential of "
                    + $"{certificate.CommonName}{(certificate.Organization.Count > 0 ? $" in {certificate.Organization}" : "")}.",
                "Anyone who can read the serving key can act as that user against the API server.",
                certificate.Role == PkiRoles.ApiServer
                    ? node.Guidance.IsOfKubeadm
                        ? Advice.Of($"{node.Guidance.AddNames(certificate.NodePath)}; kubeadm issues it with serverAuth only")
                        : Advice.Of($"Have one with serverAuth only issued for --tls-cert-file, and others for the clients.")
                    : Advice.Of($"Set serverTLSBootstrap: true in kubelet's configuration, restart kubelet, "
                        + $"approve its request; or issue it manually with serverAuth only.")) with
            {
                Proof = [$"{certificate.NodePath}: {certificate.Subject}; "
                    + $"{(certificate.Usages.Count == 0 ? "no extended key usage, so any" : certificate.Usages)}; signed by "
                    + $"{certificate.Authority}"],
            };
        }
    }

    // A name that no rule knows opens nothing; a node's name or a group does.
    private static bool IsCredential(NodeView node, KubeCertificate certificate) =>
        (certificate.Usages.Count == 0 || certificate.Usages.Contains("clientAuth") || certificate.Usages.Contains("any"))
            && node.ClusterAuthorities.Any(authority => certificate.Authority?.Split(", ").Contains(authority.Role) == true)
            && (certificate.Organization.Count > 0 || certificate.CommonName.StartsWith("system:", StringComparison.Ordinal));
}
