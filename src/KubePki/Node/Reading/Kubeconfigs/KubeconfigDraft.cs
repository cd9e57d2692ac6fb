using KubePki.Model;
using KubePki.Node.Reading.Certificates;

namespace KubePki.Node.Reading.Kubeconfigs;

/// <summary>A kubeconfig whose certificates are not finished yet.</summary>
internal sealed class KubeconfigDraft
{
    public required Kubeconfig Shell { get; init; }

    /// <summary>The CA certificates of each cluster, in the order of <see cref="Kubeconfig.Clusters"/>.</summary>
    public List<List<CertificateEntry>> Authorities { get; } = [];

    /// <summary>The client certificate of each user, in the order of <see cref="Kubeconfig.Users"/>.</summary>
    public List<CertificateEntry?> Certificates { get; } = [];

    /// <summary>What is wrong with entries that the current context does not use: client-go does not mind.</summary>
    public List<PkiProblem> Unused { get; } = [];

    /// <summary>Whether client-go refuses what the current context leads to.</summary>
    public bool IsRefused { get; set; }

    public Kubeconfig Finish(DateTimeOffset asOf)
    {
        var clusters = Shell.Clusters.Select((cluster, i) =>
            cluster with { Authorities = Authorities[i].ConvertAll(entry => entry.Result!) }).ToArray();
        var users = Shell.Users.Select((user, i) => user with { Certificate = Certificates[i]?.Result }).ToArray();
        var cluster = Array.Find(clusters, item => item.Name == Shell.Cluster);
        var user = Array.Find(users, item => item.Name == Shell.User);
        return Shell with
        {
            Clusters = clusters,
            Users = users,
            Server = cluster?.Server,
            Authorities = cluster?.Authorities ?? [],
            CredentialKind = user?.CredentialKind ?? CredentialKinds.None,
            Credentials = user?.Credentials ?? [],
            IsRefused = IsRefused,
            UnusedProblems = Unused,
            Certificate = user?.Certificate,
            AsOf = asOf,
        };
    }
}
