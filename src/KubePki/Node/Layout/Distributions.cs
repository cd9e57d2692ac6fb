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
        new("k3s")
        {
            Service = "k3s",
            AgentService = "k3s-agent",
            HasDynamicListener = true,
            RenewsBefore = RenewsBefore,
            AuthorityRenewal = RotateRancher("k3s", "k3s"),
            MoreNames = "add it as tls-san to /etc/rancher/k3s/config.yaml, then systemctl restart k3s",
        },
        new("rke2")
        {
            Title = "RKE2",
            Service = "rke2-server",
            AgentService = "rke2-agent",
            RenewsBefore = RenewsBefore,
            AuthorityRenewal = RotateRancher("rke2", "rke2-server"),
            MoreNames = "add it as tls-san to /etc/rancher/rke2/config.yaml, then systemctl restart rke2-server",
        },
        new("k0s")
        {
            Service = "k0scontroller",
            AgentService = "k0sworker",
            WorkerToken = "k0s token create --role=worker",
            // pkg/constant of k0s: keys are 0640 and belong to the program that reads them.
            SharesWithGroup = true,
            Accounts = ["kube-apiserver", "kube-scheduler", "konnectivity-server", "etcd"],
            MoreNames = "add it to spec.api.sans in /etc/k0s/k0s.yaml, then systemctl restart k0scontroller",
        },
        new("minikube")
        {
            RenewCommand = "minikube start",
            AuthorityRenewal = "minikube start  # it replaces a CA that has expired, and all that it signed",
            MoreNames = "minikube start --apiserver-names=NAME, or --apiserver-ips=ADDRESS",
            WayOut = "if it fails: minikube ssh -- sudo /var/lib/minikube/binaries/VERSION/kubeadm certs renew all --config "
                + "/var/tmp/minikube/kubeadm.yaml, then minikube stop and minikube start",
            Marks = ["/var/lib/minikube"],
        },
        new("rke1")
        {
            Title = "RKE1",
            RenewCommand = "rke cert rotate --config cluster.yml",
            RenewNote = "on the machine that has cluster.yml and cluster.rkestate: it renews and restarts every node",
            RenewsWhen = "when it is told to",
            AuthorityRenewal = "rke cert rotate --rotate-ca --config cluster.yml  # on the machine that has cluster.yml and "
                + "cluster.rkestate, which holds the CAs: it makes new ones, renews all that they sign, and restarts every node and pod",
            MoreNames = "add it to authentication.sans in cluster.yml, then rke up --config cluster.yml",
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
            MoreNames = "microk8s refresh-certs --cert server.crt  # it takes the node's addresses; add other names to "
                + "/var/snap/microk8s/current/certs/csr.conf.template first",
            KubeletRestart = "snap restart microk8s.daemon-kubelite",
            Marks = ["/var/snap/microk8s"],
        },
        new("talos")
        {
            Title = "Talos",
            Elsewhere = "Talos renews the certificates of Kubernetes itself: restart the node with talosctl reboot --nodes NODE; for a "
                + "kubeconfig of your own: talosctl kubeconfig --nodes NODE",
            AuthorityRenewal = "talosctl rotate-ca --nodes NODE --talos=false  # it shows what it would do; add --dry-run=false to do it",
            MoreNames = "add it to cluster.apiServer.certSANs with talosctl edit machineconfig --nodes NODE",
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
                + "az aks nodepool upgrade --node-image-only --resource-group GROUP --cluster-name CLUSTER --name POOL",
            Marks = ["/opt/azure/containers"],
        },
        new("eks")
        {
            Title = "EKS",
            Elsewhere = "Nodes of EKS get their credentials when they start: kubectl drain NODE --ignore-daemonsets, then replace the "
                + "instance",
            AuthorityRenewal = "AWS keeps the CA of the cluster: open a case with AWS Support",
            Marks = ["/etc/eks"],
        },
        new("gke")
        {
            Title = "GKE",
            Elsewhere = "Nodes of GKE get their credentials when they start: kubectl drain NODE --ignore-daemonsets, then have the node "
                + "pool recreate the node (gcloud container clusters upgrade CLUSTER --node-pool POOL)",
            AuthorityRenewal = "gcloud container clusters update CLUSTER --start-credential-rotation, then gcloud container clusters "
                + "upgrade CLUSTER --node-pool POOL for each pool, then gcloud container clusters update CLUSTER "
                + "--complete-credential-rotation",
            Marks = ["/etc/srv/kubernetes", "/home/kubernetes/kube-env"],
        },
        new("kops")
        {
            Elsewhere = "kops issues them when it sets the node up: systemctl restart kops-configuration, or kops rolling-update cluster "
                + "--instance-group GROUP --force (add --yes to do it)",
            AuthorityRenewal = "kops create keypair all && kops update cluster --yes && kops rolling-update cluster --yes; "
                + "then give the new CA to everybody (kops export kubeconfig); then kops promote keypair all && "
                + "kops update cluster --yes && kops rolling-update cluster --yes",
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

    // docs.k3s.io/cli/certificate, docs.rke2.io/security/certificates. The datastore holds the CAs: a server whose files differ from it
    // does not start. rotate-ca asks a server that runs, and trusts what the old CA has signed.
    private static string RotateRancher(string product, string service) =>
        $"The datastore holds the CAs: do not change their files. On a server that runs: "
        + $"curl -sfL https://github.com/k3s-io/k3s/raw/main/contrib/util/rotate-default-ca-certs.sh | PRODUCT={product} bash - && "
        + $"{product} certificate rotate-ca --path=/var/lib/rancher/{product}/server/rotate-ca && systemctl restart {service}; "
        + "then restart the other servers, and the agents last (nodes that joined with the full token need the new one that the script "
        + "prints). Once a CA has expired, this works only while the clock of the server is set to a time before that";

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
