using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Forecast;

/// <summary>Something that works or not: a program, or what a credential is for.</summary>
/// <param name="Name">The program's name, or the role's.</param>
/// <param name="Rank">The order of causes: what has a lower one stops what has a higher one, never the other way.</param>
internal sealed record ForecastPart(string Name, int Rank)
{
    private const int OfOthers = 9;

    /// <summary>etcd, as its clients find it.</summary>
    public static ForecastPart Etcd { get; } = new("etcd", 1)
    {
        Roles = [PkiRoles.EtcdServer],
        Severity = FindingSeverity.Critical,
        Stops = "etcd stops",
        StopsHere = "etcd stops here",
        OthersGoOn = "etcd goes on with",
        Works = "etcd works again",
    };

    /// <summary>What members of etcd are to each other.</summary>
    public static ForecastPart EtcdMember { get; } = new(PkiRoles.EtcdPeer, 0)
    {
        Roles = [PkiRoles.EtcdPeer],
        Severity = FindingSeverity.Error,
        Stops = "The other members of etcd reject this one",
        StopsHere = "The other members of etcd reject this one",
        OthersGoOn = "etcd goes on with",
        Works = "The other members of etcd accept this one again",
    };

    /// <summary>The API server, as its clients find it.</summary>
    public static ForecastPart ApiServer { get; } = new("kube-apiserver", 2)
    {
        Roles = [PkiRoles.ApiServer, PkiRoles.ApiServerEtcdClient],
        Severity = FindingSeverity.Critical,
        Stops = "The API server stops",
        StopsHere = "The API server stops here",
        OthersGoOn = "clients are still served by",
        Works = "The API server works again",
    };

    /// <summary>The controller manager, which also signs what kubelets ask for.</summary>
    public static ForecastPart ControllerManager { get; } = new("kube-controller-manager", 3)
    {
        Roles = [PkiRoles.ControllerManagerConf, "controller-manager"],
        Severity = FindingSeverity.Error,
        Stops = "The controller manager stops: no controller works, and no request of a kubelet is signed",
        StopsHere = "The controller manager stops here",
        OthersGoOn = "its work goes to",
        Works = "The controller manager works again",
    };

    /// <summary>The scheduler.</summary>
    public static ForecastPart Scheduler { get; } = new("kube-scheduler", 4)
    {
        Roles = [PkiRoles.SchedulerConf, "scheduler"],
        Severity = FindingSeverity.Error,
        Stops = "The scheduler stops: no new pod gets a node",
        StopsHere = "The scheduler stops here",
        OthersGoOn = "its work goes to",
        Works = "The scheduler works again",
    };

    /// <summary>kubelet, as the API server finds it.</summary>
    public static ForecastPart Kubelet { get; } = new("kubelet", 5)
    {
        Roles = [PkiRoles.KubeletConf, PkiRoles.KubeletClient],
        Severity = FindingSeverity.Critical,
        Stops = "kubelet stops: the node becomes NotReady",
        Works = "kubelet works again",
    };

    /// <summary>What the API server asks kubelets for.</summary>
    public static ForecastPart Logs { get; } = new(PkiRoles.ApiServerKubeletClient, 6)
    {
        Roles = [PkiRoles.ApiServerKubeletClient],
        Severity = FindingSeverity.Error,
        Stops = "kubectl logs, exec and port-forward stop",
        StopsHere = "kubectl logs, exec and port-forward stop through this API server",
        OthersGoOn = "they still work through",
        Works = "kubectl logs, exec and port-forward work again",
    };

    /// <summary>Aggregated APIs.</summary>
    public static ForecastPart Aggregation { get; } = new(PkiRoles.FrontProxyClient, 7)
    {
        Roles = [PkiRoles.FrontProxyClient],
        Severity = FindingSeverity.Error,
        Stops = "Aggregated APIs such as metrics.k8s.io stop",
        StopsHere = "Aggregated APIs such as metrics.k8s.io stop through this API server",
        OthersGoOn = "they still work through",
        Works = "Aggregated APIs work again",
    };

    /// <summary>The parts that more than one role, or another part, can stop.</summary>
    public static IReadOnlyList<ForecastPart> Programs { get; } =
        [Etcd, EtcdMember, ApiServer, ControllerManager, Scheduler, Kubelet, Logs, Aggregation];

    /// <summary>What a sentence calls it.</summary>
    public string Title => ProgramTitles.InSentence(Name);

    /// <summary>The roles without whose certificates it does not work.</summary>
    public IReadOnlyList<string> Roles { get; private init; } = [];

    /// <summary>How bad it is when it stops.</summary>
    public FindingSeverity Severity { get; private init; }

    /// <summary>The sentence that says that it stops.</summary>
    public required string Stops { get; init; }

    /// <summary>The same of one node only; null for what is each node's own.</summary>
    public string? StopsHere { get; private init; }

    /// <summary>What goes on as long as other nodes have it, up to their names; null for what is each node's own.</summary>
    public string? OthersGoOn { get; private init; }

    /// <summary>The sentence that says that it works again.</summary>
    public required string Works { get; init; }

    /// <summary>A part that is nothing but the credential of a role.</summary>
    /// <param name="name">The credential's name.</param>
    /// <param name="role">Its role; null when it has none.</param>
    public static ForecastPart Of(string name, string? role) => new(name, OfOthers)
    {
        Severity = PkiRoles.Of(role).Severity,
        Stops = role is PkiRoles.KubeletServer ? "metrics-server rejects kubelet's serving certificate"
            : role is PkiRoles.Cni ? "The network plugin stops: new pods get no address"
            : $"{name} stops working",
        Works = role is PkiRoles.KubeletServer ? "kubelet's serving certificate is valid again" : $"{name} works again",
    };
}
