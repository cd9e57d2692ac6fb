using KubePki.Model;

namespace KubePki.Node.Layout;

/// <summary>The distributions that have ways of their own; the others do as kubeadm does. To know another one is to add a row.</summary>
public static class Distributions
{
    /// <summary>What nodes are called that kubeadm has set up.</summary>
    internal const string Kubeadm = "kubeadm";

    // docs.k3s.io/cli/certificate: 90 days, and 120 since the releases of May 2025. What is renewed at 90 days is renewed by both.
    private static readonly TimeSpan RenewsBefore = TimeSpan.FromDays(90);

    /// <summary>The rows.</summary>
    public static IReadOnlyList<Distribution> All { get; } =
    [
        new("k3s") { Service = "k3s", AgentService = "k3s-agent", HasDynamicListener = true, RenewsBefore = RenewsBefore },
        new("rke2") { Title = "RKE2", Service = "rke2-server", AgentService = "rke2-agent", RenewsBefore = RenewsBefore },
        new("k0s")
        {
            Service = "k0scontroller",
            AgentService = "k0sworker",
            WorkerToken = "k0s token create --role=worker",
            // pkg/constant of k0s: keys are 0640 and belong to the program that reads them.
            SharesWithGroup = true,
            Accounts = ["kube-apiserver", "kube-scheduler", "konnectivity-server", "etcd"],
        },
        new("minikube")
        {
            RenewCommand = "minikube start",
            WayOut = "if it fails: minikube ssh -- sudo /var/lib/minikube/binaries/VERSION/kubeadm certs renew all --config "
                + "/var/tmp/minikube/kubeadm.yaml, then minikube stop and minikube start",
            Marks = ["/var/lib/minikube"],
        },
        new("rke1")
        {
            Title = "RKE1",
            RenewCommand = "rke cert rotate --config cluster.yml",
            RenewNote = "on the machine that has cluster.yml and cluster.rkestate; it renews and restarts every node",
            RenewsWhen = "when it is told to",
            KubeletRestart = "docker restart kubelet",
            Marks = ["/opt/rke", "/etc/kubernetes/ssl/kube-ca.pem"],
        },
        new("microk8s")
        {
            Title = "MicroK8s",
            RenewCommand = "microk8s refresh-certs -e ca.crt",
            RenewNote = "it makes a new CA and all that it signs: other nodes must join again",
            SharesWithGroup = true,
            RenewsWhen = "when it is told to",
            KubeletRestart = "snap restart microk8s.daemon-kubelite",
            Marks = ["/var/snap/microk8s"],
        },
        new("talos")
        {
            Title = "Talos",
            Elsewhere = "Talos renews the certificates of Kubernetes itself: restart the node with talosctl reboot --nodes NODE; for a "
                + "kubeconfig of your own: talosctl kubeconfig --nodes NODE",
            KubeletRestart = "talosctl service kubelet restart --nodes NODE",
            Marks = ["/system/secrets"],
        },
        new("openshift")
        {
            Title = "OpenShift",
            Elsewhere = "OpenShift's operators renew it: start the node, and approve the requests that oc get csr shows as Pending with "
                + "oc adm certificate approve NAME, until none is left",
            Marks = ["/etc/kubernetes/static-pod-resources", "/etc/machine-config-daemon"],
        },
        new("aks")
        {
            Title = "AKS",
            Elsewhere = "Azure renews it: az aks rotate-certs --resource-group GROUP --name CLUSTER, or give the node a new image with "
                + "az aks nodepool upgrade --node-image-only",
            Marks = ["/opt/azure/containers"],
        },
        new("eks")
        {
            Title = "EKS",
            Elsewhere = "Nodes of EKS get their credentials when they start: kubectl drain NODE --ignore-daemonsets, then replace the "
                + "instance",
            Marks = ["/etc/eks"],
        },
        new("gke")
        {
            Title = "GKE",
            Elsewhere = "Nodes of GKE get their credentials when they start: kubectl drain NODE --ignore-daemonsets, then have the node "
                + "pool recreate the node (gcloud container clusters upgrade CLUSTER --node-pool POOL)",
            Marks = ["/etc/srv/kubernetes", "/home/kubernetes/kube-env"],
        },
        new("kops")
        {
            Elsewhere = "kops issues them when it sets the node up: systemctl restart kops-configuration, or kops rolling-update cluster "
                + "--instance-group GROUP --force (add --yes to do it)",
            Marks = ["/opt/kops", "/srv/kubernetes/kube-apiserver"],
        },
        new("docker-desktop")
        {
            Title = "Docker Desktop",
            Elsewhere = "Docker Desktop makes its certificates itself: Settings, Kubernetes, Reset Kubernetes Cluster. If its clock is "
                + "wrong, restart Docker Desktop (on Windows after wsl --shutdown)",
            ServingNames = ["kubernetes.docker.internal", "vm.docker.internal", "docker-desktop", "docker-for-desktop"],
        },
    ];

    /// <summary>The distribution of a name, if it has ways of its own; else null.</summary>
    /// <param name="name">The name; null for none.</param>
    public static Distribution? Find(string? name) => All.FirstOrDefault(distribution => distribution.Name == name);

    /// <summary>The distribution whose API servers have one of these names; null when none has.</summary>
    internal static string? OfServingNames(IEnumerable<string> names)
    {
        var known = names.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return All.FirstOrDefault(distribution => distribution.ServingNames.Any(known.Contains))?.Name;
    }

    /// <summary>Whether kubeadm keeps a node, so that its commands do something there; also where nothing tells who else might.</summary>
    internal static bool IsKubeadms(NodePki node) => node.Distribution == Kubeadm
        || (node.Distribution is null && node.Components.All(component => component.IsStaticPod)
            && node.Kubelet is null or { Kubeconfig: KubeletFiles.Kubeconfig });
}
