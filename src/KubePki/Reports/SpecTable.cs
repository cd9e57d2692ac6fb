using KubePki.Model;

namespace KubePki.Reports;

/// <summary>A cluster's configuration as a table for people: each value with its source.</summary>
public static class SpecTable
{
    /// <summary>The table, and the contradictions below it.</summary>
    /// <param name="spec">The configuration.</param>
    public static ReportText Write(NodeSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var table = new TextTable("NAME", "VALUE", "SOURCE");
        foreach (var (name, value) in Rows(spec))
            table.Add(name, value.Value, value.Source);
        var contradictions = string.Concat(
            spec.Contradictions.Select(contradiction => $"Contradiction: {Printable.Text(contradiction.ToString())}\n"));
        return ReportText.Of(table) + (contradictions.Length == 0 ? "" : "\n" + contradictions);
    }

    private static IEnumerable<(string Name, SpecValue Value)> Rows(NodeSpec spec)
    {
        var single = new (string, SpecValue?)[]
        {
            ("NodeName", spec.NodeName), ("KubernetesVersion", spec.KubernetesVersion),
            ("ClusterName", spec.ClusterName), ("AdvertiseAddress", spec.AdvertiseAddress),
            ("BindPort", spec.BindPort), ("ControlPlaneEndpoint", spec.ControlPlaneEndpoint),
            ("ServiceSubnet", spec.ServiceSubnet), ("ServiceAddress", spec.ServiceAddress),
            ("PodSubnet", spec.PodSubnet), ("DnsDomain", spec.DnsDomain),
            ("CertificatesDirectory", spec.CertificatesDirectory), ("ImageRepository", spec.ImageRepository),
            ("EtcdDataDirectory", spec.EtcdDataDirectory),
        };
        var lists = new[] { ("NodeAddresses", spec.NodeAddresses), ("EtcdServers", spec.EtcdServers), ("ExtraNames", spec.ExtraNames) };
        return single.Where(row => row.Item2 is not null).Select(row => (row.Item1, row.Item2!))
            .Concat(lists.SelectMany(list => list.Item2.Select(value => (list.Item1, value))));
    }
}
