using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Kubelet;

/// <summary>kubelet does not renew its client certificate, or renews it beside the one that it looks at when it starts.</summary>
internal sealed class RotationOff : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(RotationOff), "Kubelet", FindingSeverity.Warning,
        "kubelet's client certificate is not renewed: rotateCertificates is off, or the certificate is embedded in kubelet.conf.",
        References.KubeletRotation);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        // A distribution that renews kubelet's certificate itself needs no rotation.
        if (node.Pki.Kubelet is not { } kubelet || node.Kubelet is not { Certificate: { } certificate } verdict
            || node.Guidance.RunnerOf(PkiRoles.KubeletConf, kubelet.Kubeconfig) is not null)
            yield break;
        if (kubelet.RotateCertificates != true && node.File(kubelet.ConfigurationFile) is { } file)
        {
            yield return new CheckResult("kubelet",
                $"rotateCertificates is {(kubelet.RotateCertificates is null ? "absent" : "false")} in {kubelet.ConfigurationFile}.",
                $"At {Times.Rfc3339(certificate.NotAfter)} kubelet's certificate expires and the node becomes NotReady.",
                $"Set rotateCertificates: true there, and systemctl restart kubelet") with
            {
                Path = file.Path,
                NodePath = file.NodePath,
                Proof = [$"{kubelet.ConfigurationFile}: rotateCertificates {(kubelet.RotateCertificates is null ? "absent" : "false")}"],
                Fix = new Fix.EnableRotation(),
            };
        }
        if (verdict.CredentialKind == CredentialKinds.EmbeddedCertificate && certificate.Source == CertificateSource.KubeconfigUser)
            yield return Embedded(kubelet, certificate);
    }

    private static CheckResult Embedded(KubeletState kubelet, KubeCertificate certificate) => CheckResult.In(certificate,
        $"The certificate is embedded in {certificate.NodePath}: rotation writes PEM files and does not update it.",
        $"When kubelet starts after {Times.Rfc3339(certificate.NotAfter)}, it reads this file first, "
            + "finds the certificate expired and exits. kubeadm certs renew does not update it.",
        $"Once {kubelet.CertificateDirectory + "/kubelet-client-current.pem"} exists, point client-certificate and client-key in "
            + $"{certificate.NodePath} to it (kubeadm init phase kubelet-finalize all)") with
    {
        Severity = FindingSeverity.Information,
        Proof = [$"{certificate.NodePath}: client-certificate-data, {certificate.Subject}, NotAfter {Times.Rfc3339(certificate.NotAfter)}"],
        Fix = new Fix.RenewKubeletCredential(),
    };
}
