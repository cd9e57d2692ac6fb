using KubePki.Layout;
using KubePki.Model;

namespace KubePki.Checks.Chain;

/// <summary>Certificates whose signature is by no CA of the node, or by another CA than the one that their peers trust.</summary>
internal sealed class SignedByUnknownAuthority : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(SignedByUnknownAuthority), "Chain", FindingSeverity.Critical,
        "A certificate was not signed by the CA that those who look at it trust.", References.Certificates);

    public override IEnumerable<Found> Look(NodeView node)
    {
        foreach (var leaf in node.Leaves.Where(leaf => !node.IsToldOfKubelet(leaf)).OrderByDescending(leaf => Consequences.SeverityOf(leaf.Role)))
        {
            var expected = PkiRoles.Find(leaf.Role)?.Authority;
            var trusted = node.Authorities.Where(authority => authority.Role == expected || (expected == "ca" && authority.Role is "client-ca" or "server-ca") || (leaf.Role == "etcd-peer" && authority.Role == "etcd-peer-ca")).ToList();
            // Without the CA on the node (an external etcd, a worker's leftovers) there is nothing to compare with.
            if (trusted.Count == 0 || trusted.Exists(authority => Signed(authority, leaf)))
                continue;
            yield return Untrusted(node, leaf, trusted);
        }
    }

    private static bool Signed(KubeCertificate authority, KubeCertificate leaf) => leaf.Authority?.Split(", ").Contains(authority.Role) == true;

    private static Found Untrusted(NodeView node, KubeCertificate leaf, List<KubeCertificate> trusted)
    {
        var sameName = trusted.Find(authority => authority.Subject == leaf.Issuer);
        var hint = sameName is null ? "" : $" (possibly because of \"{VerificationError(sameName)}\" while trying to verify candidate authority certificate \"{sameName.CommonName}\")";
        var who = leaf.Authority is { } other ? $"{other} signed it" : sameName is null ? $"its issuer is {leaf.Issuer}" : "its issuer has the same name, but another key";
        var paths = string.Join(", ", trusted.Select(authority => authority.NodePath).Distinct());
        return Found.In(leaf,
            $"It was not signed by {paths}: {who}.",
            Consequences.Of(leaf.Role),
            node.Remedies.CanSign(PkiRoles.Find(leaf.Role)?.Authority) ? node.Remedies.Renew(leaf.Role, leaf.NodePath)
                : $"Restore the CA that signed it, or have {leaf.NodePath} issued by {paths}.") with
        {
            Severity = Consequences.SeverityOf(leaf.Role),
            Proof =
            [
                $"{leaf.NodePath}: issuer {leaf.Issuer}, authority key {leaf.AuthorityKeyId ?? "not named"}",
                .. trusted.Select(authority => $"{authority.NodePath}: subject {authority.Subject}, public key sha256:{authority.PublicKeyHash}"),
                $"Go: x509: certificate signed by unknown authority{hint}",
            ],
            CanRepair = node.Remedies.CanSign(PkiRoles.Find(leaf.Role)?.Authority),
        };
    }

    internal static string VerificationError(KubeCertificate authority) => authority.KeyAlgorithm == "ECDSA" ? "x509: ECDSA verification failure" : "crypto/rsa: verification error";
}
