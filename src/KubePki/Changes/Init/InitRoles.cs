using System.IO.Enumeration;
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
        "ca", "front-proxy-ca", "etcd-ca", "sa",
        .. PkiLayouts.Kubeadm.Files.Select(file => file.Role).Where(role => PkiRoles.Find(role)!.Kind == PkiRoleKind.Leaf),
        "admin.conf", "super-admin.conf", "controller-manager.conf", "scheduler.conf", "kubelet.conf",
    ];

    /// <summary>The first pattern that fits no role; null when all do.</summary>
    /// <param name="patterns">Names of roles; wildcards are taken.</param>
    public static string? Unknown(IEnumerable<string> patterns) =>
        patterns.FirstOrDefault(pattern => !All.Any(role => Fits(pattern, role)));

    internal static bool Fits(string pattern, string role) => FileSystemName.MatchesSimpleExpression(pattern, role);

    internal static bool IsOfEtcd(string role) => role == "etcd-ca" || PkiRoles.AuthorityOf(role) == "etcd-ca";
}
