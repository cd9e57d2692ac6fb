using KubePki.Model;

namespace KubePki.Node.Guidance;

/// <summary>
/// Who reads a changed file when (kubernetes 1.20 and later; the sources are named in the reload matrix of the documentation).
/// </summary>
internal static class RestartTexts
{
    public static TextList Of(string role) => role switch
    {
        "apiserver" or "front-proxy-client" =>
            ["kube-apiserver reads it by itself within a minute; one that is down is started again by kubelet"],
        "apiserver-kubelet-client" or "apiserver-etcd-client" =>
            ["kube-apiserver reads it with its next connection; one that is down is started again by kubelet"],
        "etcd-server" or "etcd-peer" => ["etcd reads it with the next handshake; one that is down is started again by kubelet"],
        "controller-manager.conf" => [Command("kube-controller-manager")],
        "scheduler.conf" => [Command("kube-scheduler")],
        "admin.conf" or "super-admin.conf" => ["copies of it (~/.kube/config) stay as they are unless they are repaired, too"],
        "ca" or "client-ca" or "server-ca" =>
        [
            "carry the certificate to every other control plane node and worker (/etc/kubernetes/pki/ca.crt, and into their kubelet.conf): "
                + "who keeps the old one refuses it once that has expired",
            Command("kube-apiserver"), Command("kube-controller-manager"), Command("kube-scheduler"), Command("kubelet"),
            "pods get it by kube-root-ca.crt once kube-controller-manager runs; restart those that read it at their start only",
        ],
        "front-proxy-ca" => ["carry the certificate to every other control plane node", Command("kube-apiserver")],
        "etcd-ca" or "etcd-peer-ca" => ["carry the certificate to every other control plane node",
            Command("kube-apiserver"), "etcd last, one member at a time: " + Command("etcd")],
        "kubelet" => [Command("kubelet")],
        _ => [],
    };

    /// <summary>The command that restarts a component.</summary>
    public static string Command(string component) => Restart(component).ToString();

    /// <summary>The same, within advice.</summary>
    public static Advice Restart(string component) => component == "kubelet" ? Advice.Of($"systemctl restart kubelet")
        : Advice.Of($"restart {component}: {NodeGuidance.RestartCommand(component)}");
}
