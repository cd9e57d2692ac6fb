using System.Formats.Tar;
using System.IO.Compression;
using System.IO.Enumeration;
using System.Runtime.CompilerServices;
using System.Text;
using KubePki.Changes.Transactions;

namespace KubePki.Fuzz.Inputs;

/// <summary>
/// Where inputs begin: the files of the repository's samples and fixtures, archives of nodes unpacked, and directories that somebody names.
/// </summary>
internal static class SeedFiles
{
    private const int Longest = 32 * 1024;

    private static readonly string Tests = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));

    private const string Kubeconfigs =
        "--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf";

    private static readonly Dictionary<string, string> Written = new(StringComparer.Ordinal)
    {
        ["kubeadm.yaml"] = """
            apiVersion: kubeadm.k8s.io/v1beta4
            kind: InitConfiguration
            nodeRegistration: {name: cp-1}
            localAPIEndpoint: {advertiseAddress: 10.0.0.11, bindPort: 6443}
            ---
            apiVersion: kubeadm.k8s.io/v1beta4
            kind: ClusterConfiguration
            kubernetesVersion: v1.31.0
            controlPlaneEndpoint: k8s.example.org:6443
            certificateValidityPeriod: 8760h
            networking: {serviceSubnet: "10.96.0.0/12,fd00::/112", dnsDomain: cluster.local}
            apiServer: {certSANs: [k8s.example.org, 10.0.0.1]}
            etcd: {local: {serverCertSANs: [etcd-1], peerCertSANs: ["::1"]}}
            """,
        ["10-net.conflist"] =
            """{"cniVersion":"0.4.0","name":"net","plugins":[{"type":"calico","kubernetes":{"kubeconfig":"/etc/"""
                + """cni/net.d/calico-kubeconfig"}},{"type":"portmap"}]}""",
        ["kubelet.service"] = $"""
            [Service]
            Environment="KUBELET_KUBECONFIG_ARGS={Kubeconfigs}"
            EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
            ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS --config=/var/lib/kubelet/config.yaml \
              --hostname-override "cp-1"
            """,
    };

    /// <summary>A file that is not among the fixtures.</summary>
    public static byte[] Text(string name) => Encoding.UTF8.GetBytes(Written[name]);

    /// <summary>The seeds of a target.</summary>
    /// <param name="target">The target.</param>
    /// <param name="directories">Further directories to look in.</param>
    public static IReadOnlyList<byte[]> Of(FuzzTarget target, IEnumerable<string> directories)
    {
        var found = Written.Where(file => Fits(target, file.Key)).Select(file => Encoding.UTF8.GetBytes(file.Value)).ToList();
        string[] places = [Path.Combine(Tests, "Fixtures"), Path.Combine(Tests, "..", "samples"), .. directories];
        found.AddRange(places.SelectMany(place => FilesBelow(place, target)));
        found.AddRange(Backups(target));
        return [.. found.Select(seed => seed.Length > Longest ? seed[..Longest] : seed).DistinctBy(Convert.ToHexString)];
    }

    private static IEnumerable<byte[]> FilesBelow(string place, FuzzTarget target)
    {
        foreach (var path in Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (Fits(target, Path.GetFileName(path)))
                yield return File.ReadAllBytes(path);
            else if (path.EndsWith(".tar.gz", StringComparison.Ordinal))
            {
                foreach (var file in FilesIn(path, target))
                    yield return file;
            }
        }
    }

    private static List<byte[]> FilesIn(string archive, FuzzTarget target)
    {
        var files = new List<byte[]>();
        using var text = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
        using var reader = new TarReader(text);
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is null || !Fits(target, Path.GetFileName(entry.Name)))
                continue;
            using var content = new MemoryStream();
            entry.DataStream.CopyTo(content);
            files.Add(content.ToArray());
        }
        return files;
    }

    // As a repair writes them; there is none among the fixtures.
    private static IEnumerable<byte[]> Backups(FuzzTarget target)
    {
        if (target.Name is not ("journal" or "backup-manifest"))
            yield break;
        using var place = new FuzzPlace();
        BackupStore.Create(place.Root, ["/etc/kubernetes/pki"], FuzzPlace.AsOf, "seed");
        foreach (var path in Directory.EnumerateFiles(place.Root, target.Seeds[0], SearchOption.AllDirectories))
            yield return File.ReadAllBytes(path);
    }

    private static bool Fits(FuzzTarget target, string name) =>
        target.Seeds.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name));

    private static string Here([CallerFilePath] string path = "") => path;
}
