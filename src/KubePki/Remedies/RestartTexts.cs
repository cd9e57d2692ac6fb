using KubePki.Model;

namespace KubePki.Remedies;

/// <summary>Who reads a changed file when (kubernetes 1.20 and later; the sources are named in the reload matrix of the documentation).</summary>
internal static class RestartTexts
{
    public static TextList Of(string role) => role switch
    {
        "apiserver" or "front-proxy-client" => ["kube-apiserver reads it by itself within a minute; one that is down is started again by kubelet"],
        "apiserver-kubelet-client" or "apiserver-etcd-client" => ["kube-apiserver reads it with its next connection; one that is down is started again by kubelet"],
        "etcd-server" or "etcd-peer" => ["etcd reads it with the next handshake; one that is down is started again by kubelet"],
        "controller-manager.conf" => [Command("kube-controller-manager")],
        "scheduler.conf" => [Command("kube-scheduler")],
        "admin.conf" or "super-admin.conf" => ["copies of it (~/.kube/config) stay as they are unless they are repaired, too"],
        "kubelet" => [Command("kubelet")],
        _ => [],
    };

    /// <summary>The command that restarts a component.</summary>
    public static string Command(string component) => component == "kubelet" ? "systemctl restart kubelet"
        : NodeRemedies.RestartOf(component).TrimStart(' ', '#').Replace("then ", "", StringComparison.Ordinal);
}
