using KubePki.Model;

namespace KubePki.Node.Checks.Validity;

/// <summary>Certificates that end after the CA that signed them: they stop with it, whatever they say.</summary>
internal sealed class LeafOutlivesAuthority : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(LeafOutlivesAuthority), "Validity", FindingSeverity.Warning,
        "A certificate expires later than the CA that signed it.", References.Go);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        foreach (var leaf in node.Leaves.Concat(node.Pki.Certificates.Where(PemOfClient))
            .Where(leaf => !leaf.Expired).DistinctBy(leaf => leaf.Fingerprint))
        {
            // A CA that was renewed with its key stands in several certificates: the last to end counts.
            var authority = node.Authorities
                .Where(authority => authority.PublicKeyHash is not null && leaf.Authority?.Split(", ").Contains(authority.Role) == true)
                .MaxBy(authority => authority.NotAfter);
            if (authority is null || leaf.NotAfter <= authority.NotAfter)
                continue;
            yield return CheckResult.In(leaf,
                $"It expires at {Times.Rfc3339(leaf.NotAfter)}, but {authority.NodePath} expires at {Times.Rfc3339(authority.NotAfter)}.",
                $"From {Times.Rfc3339(authority.NotAfter)} on, it is rejected although it has not expired. "
                    + "Monitoring that checks only this certificate does not notice.",
                $"Renew the CA with its existing key before then.") with
            {
                Proof =
                [
                    $"{leaf.NodePath}: NotAfter {Times.Rfc3339(leaf.NotAfter)}",
                    $"{authority.NodePath}: NotAfter {Times.Rfc3339(authority.NotAfter)}, the key that signed it",
                ],
            };
        }
    }

    private static bool PemOfClient(KubeCertificate certificate) => certificate.Role == KubePki.Node.Layout.PkiRoles.KubeletClient;
}
