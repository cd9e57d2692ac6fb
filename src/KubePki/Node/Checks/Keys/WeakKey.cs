using KubePki.Model;

namespace KubePki.Node.Checks.Keys;

/// <summary>Keys too short for today, and those that Go refuses.</summary>
internal sealed class WeakKey : NodeCheck
{
    private const int Refused = 1024;
    private const int Short = 2048;
    private const int Slow = 8192;

    public override KubePkiCheck About { get; } = new(nameof(WeakKey), "Keys", FindingSeverity.Error,
        "A key is shorter than RSA 2048, on curve P-224, or so long that Go clients reject it.", References.Go);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        foreach (var certificate in node.Pki.Certificates.DistinctBy(certificate => certificate.Fingerprint))
        {
            if (Verdict(certificate) is not { } verdict)
                continue;
            yield return CheckResult.In(certificate,
                $"Its key is {certificate.KeyAlgorithm} {certificate.KeySize}: {verdict.Text}.", verdict.Why,
                $"Reissue it with an RSA 2048 or ECDSA P-256 key. {node.Guidance.Renew(certificate.Role, certificate.NodePath)}") with
            {
                Severity = verdict.Severity,
                Proof = [$"{certificate.NodePath}: {certificate.KeyAlgorithm} {certificate.KeySize}, {certificate.Subject}"],
            };
        }
    }

    private static (FindingSeverity Severity, string Text, string Why)? Verdict(KubeCertificate certificate) => certificate switch
    {
        { KeyAlgorithm: "RSA", KeySize: < Refused } => (FindingSeverity.Error, "components built with Go 1.24 and later reject it",
            $"From Kubernetes 1.33 on: crypto/rsa: {certificate.KeySize}-bit keys are insecure (see "
                + "https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)."),
        { KeyAlgorithm: "RSA", KeySize: < Short } =>
            (FindingSeverity.Warning, "shorter than 2048 bits", "It can be broken with effort. The attacker can then act as its holder."),
        { KeyAlgorithm: "RSA", KeySize: > Slow } =>
            (FindingSeverity.Error, "longer than 8192 bits", "Go TLS clients reject servers with such keys."),
        { KeyAlgorithm: "ECDSA", KeySize: 224 } =>
            (FindingSeverity.Error, "curve P-224", "Go servers cannot use it: tls: unsupported certificate curve (P-224)."),
        _ => null,
    };
}
