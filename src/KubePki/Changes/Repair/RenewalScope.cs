using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Layout;

namespace KubePki.Changes.Repair;

/// <summary>
/// What of a node is to be renewed: roles, files, certificates; without any of them all leaves and kubeconfigs of the control plane.
/// </summary>
public sealed record RenewalScope
{
    /// <summary>Roles such as <c>apiserver</c>, <c>etcd-*</c>, <c>admin.conf</c>; wildcards are taken.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Files and directories, as paths of the machine that renews, or of the node.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>Certificates that were read from the node.</summary>
    public IReadOnlyList<KubeCertificate> Certificates { get; init; } = [];

    /// <summary>Whether nothing was named.</summary>
    internal bool IsOpen => Roles.Count + Paths.Count + Certificates.Count == 0;

    /// <summary>The roles that it means on a node, CAs first.</summary>
    internal IReadOnlyList<string> RolesOn(NodeView node)
    {
        var found = Paths.Count + Certificates.Count > 0
            ? Named(node)
            : node.Pki.Certificates.Select(certificate => certificate.Role).OfType<string>();
        var roles = Roles.Count == 0 ? found : found.Where(IsAsked);
        // What is to be reissued may be gone.
        if (Paths.Count + Certificates.Count == 0)
            roles = roles.Concat(Roles.Where(role => IsRenewable(role) || PkiRoles.Find(role)?.Kind == PkiRoleKind.Authority));
        return [.. roles.Distinct(StringComparer.Ordinal)
            .Where(role => !IsOpen || IsRenewable(role) || PkiRoles.Find(role)?.Kind == PkiRoleKind.Authority).OrderBy(PkiRoles.PlaceOf)];
    }

    /// <summary>What was asked for, and is none of the roles that were found.</summary>
    internal IEnumerable<string> Unknown(IReadOnlyList<string> found) =>
        Roles.Where(pattern => !found.Any(role => Wildcard.Matches(pattern, role)));

    /// <summary>Files and directories that were asked for, and hold nothing of the node.</summary>
    internal IEnumerable<string> UnknownPaths(NodeView node) =>
        Paths.Where(path => RolesAt(node, path).Count == 0 && !NamedLeaves(node).Any(leaf => IsAt(leaf, path)));

    /// <summary>The leaves in the files that were named that play no role: whoever reads them, they can be renewed as they are.</summary>
    internal IEnumerable<KubeCertificate> NamedLeaves(NodeView node) => Roles.Count > 0 ? [] : node.Pki.Certificates.Where(leaf =>
        leaf is { Role: null, Index: 0, Source: CertificateSource.File, IsAuthority: false, GoError: null }
        && (Paths.Any(path => IsAt(leaf, path)) || Certificates.Any(named => named.Role is null && named.NodePath == leaf.NodePath)));

    /// <summary>Whether a role is one of the control plane that can be renewed.</summary>
    internal static bool IsRenewable(string role) =>
        PkiRoles.Find(role)?.Kind is PkiRoleKind.Leaf or PkiRoleKind.Kubeconfig && role is not (PkiRoles.Cni or PkiRoles.KubeconfigClient);

    private IEnumerable<string> Named(NodeView node)
    {
        foreach (var certificate in Certificates)
        {
            if (certificate.Role is { } role)
                yield return role;
        }
        foreach (var role in Paths.SelectMany(path => RolesAt(node, path)))
            yield return role;
    }

    private static List<string> RolesAt(NodeView node, string path)
    {
        var inside = node.Pki.Certificates
            .Where(certificate => IsAt(certificate, path))
            .Select(certificate => certificate.Role).OfType<string>().ToList();
        // A file that cannot be read has a role by its place alone.
        if (inside.Count == 0 && node.RoleAt(HostPaths.ToNode(node.Pki.Root, path)) is { } role)
            inside.Add(role);
        return inside;
    }

    private static bool IsAt(KubeCertificate certificate, string path) =>
        IsAtOrBelow(certificate.Path, path) || IsAtOrBelow(certificate.NodePath, path);

    private static bool IsAtOrBelow(string path, string asked) => path == asked
        || path.StartsWith(asked.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private bool IsAsked(string role) => Roles.Any(pattern => Wildcard.Matches(pattern, role));
}
