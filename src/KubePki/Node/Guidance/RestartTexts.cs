using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Guidance;

/// <summary>
/// Who reads a changed file when (kubernetes 1.20 and later; the sources are named in the reload matrix of the documentation).
/// </summary>
internal static class RestartTexts
{
    /// <summary>What is to be done, or not, after a file of a role, or something of kubelet's, has changed.</summary>
    public static TextList Of(string role) => role == "kubelet" ? [Command(role)] : Of(PkiRoles.Of(role));

    private static TextList Of(PkiRole role) => role.Reload switch
    {
        RoleReload.Minute => [ByItself(role, "by itself within a minute")],
        RoleReload.Connection => [ByItself(role, "with its next connection")],
        RoleReload.Handshake => [ByItself(role, "with the next handshake")],
        RoleReload.Copies => ["copies of it (~/.kube/config) stay as they are unless they are repaired, too"],
        RoleReload.Start when role.Kind == PkiRoleKind.Authority => TextList.From(Carry(role)),
        RoleReload.Start => TextList.From(role.Readers.Select(Command)),
        _ => [],
    };

    private static string ByItself(PkiRole role, string when) =>
        $"{role.Readers[0]} reads it {when}; one that is down is started again by kubelet";

    // What kubelets trust, workers and pods have, too.
    private static IEnumerable<string> Carry(PkiRole role)
    {
        var isEverywhere = role.Readers.Contains("kubelet");
        yield return isEverywhere
            ? "carry the certificate to every other control plane node and worker "
                + "(/etc/kubernetes/pki/ca.crt, and into their kubelet.conf):"
                + " who keeps the old one refuses it once that has expired"
            : "carry the certificate to every other control plane node";
        foreach (var reader in role.Readers)
            yield return reader == "etcd" ? "etcd last, one member at a time: " + Command(reader) : Command(reader);
        if (isEverywhere)
            yield return "pods get it by kube-root-ca.crt once kube-controller-manager "
                + "runs; restart those that read it at their start only";
    }

    /// <summary>The command that restarts a component.</summary>
    public static string Command(string component) => Restart(component).ToString();

    /// <summary>The same, within advice.</summary>
    public static Advice Restart(string component) => component == "kubelet" ? Advice.Of($"systemctl restart kubelet")
        : Advice.Of($"restart {component}: {NodeGuidance.RestartCommand(component)}");
}
