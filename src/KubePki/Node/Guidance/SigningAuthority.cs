using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Guidance;

/// <summary>Whether a CA can sign on this node. Advice and plans ask the same.</summary>
internal static class SigningAuthority
{
    /// <summary>Whether it signs for its role here and now.</summary>
    public static bool CanSign(KubeCertificate authority) => HasUsableKey(authority) && IsValidNow(authority);

    /// <summary>
    /// The roles for which CAs sign here: their own, and those that another certificate of the same key plays. A node of single binaries
    /// often has one CA for all, whose copy in etcd's directory has no key beside it.
    /// </summary>
    public static HashSet<string?> RolesOf(IReadOnlyCollection<KubeCertificate> authorities, ControlPlaneComponent? apiServer)
    {
        var signers = authorities.Where(CanSign).ToList();
        var keys = signers.Select(signer => signer.PublicKeyHash).ToHashSet(StringComparer.Ordinal);
        return [.. authorities.Where(authority => keys.Contains(authority.PublicKeyHash)).SelectMany(authority =>
            FlaggedRoles(authority, apiServer).Append(authority.Role))];
    }

    /// <summary>The CA that signs for a role, by any certificate of its key; null when there is none here.</summary>
    public static KubeCertificate? For(
        string? role, IReadOnlyCollection<KubeCertificate> authorities, ControlPlaneComponent? apiServer,
        Func<KubeCertificate, bool> canSign)
    {
        if (role is null)
            return null;
        if (authorities.FirstOrDefault(authority => authority.Role == role && canSign(authority)) is { } own)
            return own;
        var keys = authorities.Where(authority => authority.Role == role || FlaggedRoles(authority, apiServer).Contains(role))
            .Select(authority => authority.PublicKeyHash).ToHashSet(StringComparer.Ordinal);
        return authorities.FirstOrDefault(authority => keys.Contains(authority.PublicKeyHash) && canSign(authority));
    }

    // One file may be named by several flags, and shows one role.
    private static IEnumerable<string> FlaggedRoles(KubeCertificate authority, ControlPlaneComponent? apiServer) =>
        apiServer is null ? [] : ComponentFlags.All
            .Where(row => row.Component == apiServer.Name && apiServer.Flag(row.Flag) == authority.NodePath).Select(row => row.Role);

    /// <summary>Whether it can be renewed here with its own key, be it in this file or in another that holds the same CA.</summary>
    public static bool CanRenew(KubeCertificate authority, IEnumerable<KubeCertificate> authorities) =>
        authority.Subject == authority.Issuer
            && authorities.Any(other => other.Fingerprint == authority.Fingerprint && HasUsableKey(other));

    /// <summary>Whether it is the first certificate of its file, can be read, and has its key on the node.</summary>
    public static bool HasUsableKey(KubeCertificate authority) =>
        authority is { Index: 0, HasKey: true, KeyMatches: true, GoError: null };

    /// <summary>Whether this is a moment of its lifetime.</summary>
    public static bool IsValidNow(KubeCertificate authority) => authority.AsOf >= authority.NotBefore && !authority.Expired;
}
