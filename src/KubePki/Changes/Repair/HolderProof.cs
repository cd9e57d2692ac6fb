using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Pki.Verification;

namespace KubePki.Changes.Repair;

/// <summary>
/// Whether a user of a kubeconfig has proved to hold a credential of this cluster: then, and only then, a new one takes its place. What
/// the file says of
/// itself proves nothing; the signature of the cluster's CA does, whatever its age, together with the key that belongs to it.
/// </summary>
internal sealed class HolderProof(NodeView node)
{
    /// <summary>The group that may do everything.</summary>
    private const string Masters = "system:masters";

    // The CAs of which the API server takes clients.
    private readonly List<AuthorityKey> _keys =
    [
        .. node.ClusterAuthorities.Where(authority => authority is { GoError: null, Role: "ca" or "client-ca" }).Select(authority =>
            new AuthorityKey(authority.Parsed)),
    ];

    /// <summary>Whether the key of the cluster's CA signed a certificate.</summary>
    public bool IsSigned(KubeCertificate certificate) => _keys.Exists(key => key.Signed(certificate.Parsed));

    /// <summary>What is missing; null when the proof is whole.</summary>
    public string? Objection(KubeconfigUser user)
    {
        if (user.Certificate is not { } certificate)
            return "it has no certificate";
        if (!IsSigned(certificate))
            return "this cluster's CA did not sign its certificate";
        // A path may name a key that root can read, and its author cannot.
        if (user.CertificatePath is not null || user.KeyPath is not null)
            return "its certificate or key is in another file";
        if (certificate.KeyMatches != true)
            return "the key of its certificate is not in the file";
        return certificate.Usages.Count > 0 && !certificate.Usages.Contains("clientAuth") && !certificate.Usages.Contains("any")
            ? "its certificate is not a client certificate" : null;
    }

    /// <summary>Whether who was of some groups is given nothing more by being of others.</summary>
    public static bool Covers(IReadOnlyList<string> proved, IEnumerable<string> given) => proved.Contains(Masters)
        || given.All(proved.Contains);
}
