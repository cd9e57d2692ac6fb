namespace KubePki.Cluster.Csr.Policy;

/// <summary>Which requests a rule speaks of.</summary>
[Flags]
public enum RuleScope
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Requests for serving certificates of kubelets.</summary>
    Serving = 1,

    /// <summary>Requests for client certificates of kubelets.</summary>
    Client = 2,

    /// <summary>Requests for client certificates of anybody else.</summary>
    ApiClient = 4,

    /// <summary>Requests to signers that no selected policy is for.</summary>
    Other = 8,

    /// <summary>Both kinds of requests of kubelets.</summary>
    Kubelet = Serving | Client,

    /// <summary>All requests.</summary>
    All = Kubelet | ApiClient | Other,
}
