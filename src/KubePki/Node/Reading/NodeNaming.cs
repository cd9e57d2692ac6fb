using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Reading;

/// <summary>What a node is called, and which of its files say so.</summary>
internal static class NodeNaming
{
    /// <summary>kubelet's own word first, then what was made for the node.</summary>
    /// <param name="node">Its kubelet, host, components and kubelet's certificates are asked.</param>
    public static IEnumerable<SpecValue> Of(NodePki node)
    {
        if (node.Kubelet?.HostnameOverride is { } name)
            yield return new SpecValue(name.ToLowerInvariant(), "kubelet --hostname-override");
        // A cloud provider that is built in gives its own.
        else if (node.Host.Name is { } host
            && node.Kubelet?.Settings.LastOrDefault(setting => setting.Name == "cloud-provider")?.Value is null or "" or "external")
            yield return new SpecValue(host, "/etc/hostname");
        foreach (var role in new[] { PkiRoles.KubeletClient, PkiRoles.KubeletConf })
        {
            var certificate = node.Certificates.LastOrDefault(certificate =>
                certificate.Role == role && certificate.CommonName.StartsWith(PkiRoles.NodeUser, StringComparison.Ordinal));
            if (certificate is not null)
                yield return new SpecValue(certificate.CommonName[PkiRoles.NodeUser.Length..],
                    $"{certificate.NodePath} {certificate.Subject}");
        }
        if (node.Components.FirstOrDefault(component => component.Name == "etcd") is { } etcd
            && etcd.Flag("name") is { Length: > 0 } member && member != "default")
            yield return new SpecValue(member, $"{etcd.NodePath} --name");
    }
}
