using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Changes.Init;

/// <summary>
/// What kubeadm init makes, in the order in which it is made (cmd/kubeadm/app/phases/certs/certlist.go and phases/kubeconfig).
/// </summary>
public static class InitRoles
{
    /// <summary>The roles, CAs first.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Files(PkiRoleKind.Authority), .. Files(PkiRoleKind.KeyPair), .. Files(PkiRoleKind.Leaf),
        .. PkiRoles.All.Where(role => role is { Kind: PkiRoleKind.Kubeconfig, KubeadmName: not null }).Select(role => role.Name),
    ];

    /// <summary>The first pattern that fits no role; null when all do.</summary>
    /// <param name="patterns">Names of roles; wildcards are taken.</param>
    public static string? Unknown(IEnumerable<string> patterns) =>
        patterns.FirstOrDefault(pattern => !All.Any(role => Wildcard.Matches(pattern, role)));

    internal static bool IsOfEtcd(string role) => PkiRoles.Of(role).IsOfEtcd;

    private static IEnumerable<string> Files(PkiRoleKind kind) =>
        PkiLayouts.Kubeadm.Files.Select(file => file.Role).Where(role => PkiRoles.Of(role).Kind == kind);
}
