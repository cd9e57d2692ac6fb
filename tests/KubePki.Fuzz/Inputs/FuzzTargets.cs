using System.Security.Cryptography;
using System.Text;
using KubePki.Changes.Editing;
using KubePki.Changes.Init;
using KubePki.Changes.Repair;
using KubePki.Changes.Transactions;
using KubePki.Cluster.Csr.Policy;
using KubePki.Logs;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Certificates;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;
using KubePki.Pki.X509;
using KubePki.Reports;

namespace KubePki.Fuzz.Inputs;

/// <summary>Each kind of input that the program reads.</summary>
internal static class FuzzTargets
{
    private const string Kubernetes = "/etc/kubernetes";
    private const string BackupPath = "/var/backups/kubepki/20260101T000000Z";

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("certificate", ["*.crt", "*.key", "*.pub", "*.pem"], (_, bytes) => Certificate(bytes)),
        new("certificate-of-node", ["apiserver.crt", "ca.crt"], Node($"{Kubernetes}/pki/apiserver.crt")) { IsWholeNode = true },
        new("authority-of-node", ["ca.crt"], Node($"{Kubernetes}/pki/ca.crt")) { IsWholeNode = true },
        new("kubeconfig", ["*.conf", "config"], Kubeconfig),
        new("kubeconfig-of-node", ["*.conf", "config"], Node($"{Kubernetes}/kubelet.conf")) { IsWholeNode = true },
        new("requests", ["csrs.json"], (_, bytes) => Requests(bytes)),
        new("nodes", ["nodes.json"],
            (place, bytes) => _ = KubePki.Cluster.Csr.Policy.NodeListFile.Read(place.Put("/tmp/nodes.json", bytes))),
        new("inventory", ["nodes.csv"], (place, bytes) => _ = NodeInventory.Read(place.Put("/tmp/nodes.csv", bytes))),
        new("policy", ["policy.yaml"], (place, bytes) => _ = PolicyFile.Read(place.Put("/tmp/policy.yaml", bytes))),
        new("kubeadm", ["kubeadm*.yaml"], Kubeadm),
        new("manifest", ["kube-*.yaml", "etcd.yaml"], Node($"{Kubernetes}/manifests/kube-apiserver.yaml")) { IsWholeNode = true },
        new("kubelet-configuration", ["config.yaml"], KubeletConfiguration) { IsWholeNode = true },
        new("kubelet-flags", ["kubeadm-flags.env"], Node("/var/lib/kubelet/kubeadm-flags.env")) { IsWholeNode = true },
        new("kubelet-unit", ["*.service"], Node("/etc/systemd/system/kubelet.service")) { IsWholeNode = true },
        new("cni", ["*.conflist"], Node("/etc/cni/net.d/10-net.conflist")) { IsWholeNode = true },
        new("log", ["*.txt", "*.log", "known-texts.tsv", "log-lines.tsv"], (_, bytes) => Log(bytes)),
        new("journal", ["journal.json"], (place, bytes) => Backup(place, "journal.json", bytes)),
        new("backup-manifest", ["manifest.json"], (place, bytes) => Backup(place, "manifest.json", bytes)),
    ];

    public static FuzzTarget Find(string name) => All.Single(target => target.Name == name);

    private static Action<FuzzPlace, byte[]> Node(string nodePath) => (place, bytes) =>
    {
        place.Put(nodePath, bytes);
        NodeExercise.Run(place.Root);
    };

    private static void Certificate(byte[] bytes)
    {
        var content = PkiFileParser.Parse(bytes, CancellationToken.None);
        foreach (var certificate in content.Certificates.Where(certificate => certificate.GoError is null))
        {
            var order = Renewal.Of(certificate, FuzzPlace.AsOf, FuzzPlace.AsOf);
            _ = string.Join(' ', order.Names.Texts().Concat(order.Names.Typed()));
            _ = order.Names.Without(["a.example", "10.0.0.1"]).With(["a.example", "10.0.0.1"]).Encode();
            _ = Renewal.OfAuthority(certificate, FuzzPlace.AsOf, FuzzPlace.AsOf);
        }
        foreach (var request in content.Requests.Where(request => request.GoError is null))
            _ = AlternativeNameList.Of(request).Encode();
        _ = PrivateKey.Read(bytes)?.PublicKeyInfo();
    }

    private static void Kubeconfig(FuzzPlace place, byte[] bytes)
    {
        var path = place.Put("/tmp/admin.conf", bytes);
        foreach (var snapshot in new NodeReader(new ReadOptions { AsOf = FuzzPlace.AsOf }).ReadPath(path))
        {
            using var json = new JsonObjects(Stream.Null);
            foreach (var kubeconfig in snapshot.Kubeconfigs)
            {
                json.Write(kubeconfig);
                Edit(bytes, kubeconfig);
            }
        }
    }

    private static void Edit(byte[] bytes, Kubeconfig kubeconfig)
    {
        try
        {
            var editor = new KubeconfigEditor(new UTF8Encoding(false, true).GetString(bytes));
            foreach (var user in kubeconfig.Users)
                editor.SetCredential(user.Name, "certificate"u8, "key"u8);
            foreach (var cluster in kubeconfig.Clusters)
                _ = editor.SetAuthority(cluster.Name, "bundle"u8) && editor.SetServer(cluster.Name, "https://10.0.0.1:6443");
            _ = new KubeconfigEditor(editor.Apply());
        }
        catch (FormatException)
        {
            // What an issuance context reports.
        }
    }

    private static void Requests(byte[] bytes)
    {
        var reading = CsrFile.Read(bytes, "csrs.json", FuzzPlace.AsOf,
            new CsrPemOptions { SignerName = "kubernetes.io/kubelet-serving", UserName = "system:node:worker-1" });
        var (inventory, _) = NodeInventory.Parse("name,addresses\nworker-1,10.0.0.21\n", "nodes.csv");
        var context = new JudgeContext { AsOf = FuzzPlace.AsOf, Inventory = inventory, Others = reading.Requests,
            Network = new NetworkFacts { ServiceRanges = ["10.96.0.0/12"] } };
        var judge = new CsrJudge(context);
        var decisions = reading.Requests.Select(judge.Judge).ToArray();
        _ = DecisionTable.Write(decisions) + CsrTable.Write(reading.Requests, wide: true);
        CsrTable.WriteCsv(reading.Requests, TextWriter.Null);
        using var json = new JsonObjects(Stream.Null);
        foreach (var request in reading.Requests)
            json.Write(request);
        foreach (var decision in decisions)
            json.Write(decision);
    }

    private static void Kubeadm(FuzzPlace place, byte[] bytes)
    {
        var settings = KubeadmFile.Read(place.Put("/tmp/kubeadm.yaml", bytes));
        var plan = PkiInit.Plan(new ReadOptions { Root = place.Root + "/tmp", AsOf = FuzzPlace.AsOf }, settings,
            new InitOptions { KeyKind = KeyKind.Find("P256") });
        _ = RepairReport.Write(plan.Plan);
    }

    private static void KubeletConfiguration(FuzzPlace place, byte[] bytes)
    {
        Node("/var/lib/kubelet/config.yaml")(place, bytes);
        try
        {
            var editor = new KubeletConfigurationEditor(new UTF8Encoding(false, true).GetString(bytes));
            editor.Set("tlsCertFile", "/var/lib/kubelet/pki/kubelet.crt");
            editor.TurnOn("serverTLSBootstrap");
            _ = new KubeletConfigurationEditor(editor.Apply());
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            // What an issuance context reports.
        }
    }

    private static void Log(byte[] bytes)
    {
        var reader = new LogReader(new LogOptions { AsOf = FuzzPlace.AsOf });
        using var stream = new MemoryStream(bytes);
        reader.Read(stream, "kubelet.log");
        var findings = reader.Finish(null);
        _ = LogTable.Write(findings) + LogTable.WriteDetails(findings);
        using var json = new JsonObjects(Stream.Null);
        foreach (var finding in findings)
            json.Write(finding);
    }

    // A backup whose one file was changed, with a hash that fits where there is one: the bytes, not their hash, are what is tried.
    private static void Backup(FuzzPlace place, string name, byte[] bytes)
    {
        var empty = new Manifest(FuzzPlace.AsOf, "seed", []).ToJson();
        var manifest = name == "manifest.json" ? bytes : empty;
        place.Put($"{BackupPath}/manifest.json", manifest);
        place.Put($"{BackupPath}/manifest.sha256",
            Encoding.ASCII.GetBytes($"{Convert.ToHexStringLower(SHA256.HashData(manifest))}  manifest.json\n"));
        if (name != "manifest.json")
            place.Put($"{BackupPath}/{name}", bytes);
        foreach (var backup in BackupStore.List(place.Root))
            _ = BackupTable.Write([backup]) + RepairReport.Write(KubePki.Changes.Repair.BackupRestore.Plan(backup));
        _ = Transaction.Recover(place.Root);
    }
}
