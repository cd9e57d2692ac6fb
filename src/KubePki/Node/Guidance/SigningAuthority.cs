using KubePki.Model;

namespace KubePki.Node.Guidance;

/// <summary>Whether a CA can sign on this node. Advice and plans ask the same.</summary>
internal static class SigningAuthority
{
    /// <summary>Whether it signs for its role here and now.</summary>
    public static bool CanSign(KubeCertificate authority) => HasUsableKey(authority) && IsValidNow(authority);

    /// <summary>Whether it is the first certificate of its file, can be read, and has its key on the node.</summary>
    public static bool HasUsableKey(KubeCertificate authority) =>
        authority is { Index: 0, HasKey: true, KeyMatches: true, GoError: null };

    /// <summary>Whether this is a moment of its lifetime.</summary>
    public static bool IsValidNow(KubeCertificate authority) => authority.AsOf >= authority.NotBefore && !authority.Expired;
}
