using System.Collections;
using System.Formats.Tar;
using System.IO.Compression;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using KubePki.Attacks.Files;
using KubePki.Changes.Repair;
using KubePki.Fleet;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Configuration;
using KubePki.Node.Forecast;
using KubePki.Node.Reading;
using KubePki.Node.Topology;
using KubePki.Tests;

namespace KubePki.Attacks.Trust;

/// <summary>
/// No secret of a node is in any output: not in what a command prints in any form, in an error, a report, a snapshot, a metric, a graph, a
/// log, or the notes that a repair leaves; nor in an object of the pipeline.
/// </summary>
public sealed partial class EveryOutputTests : IDisposable
{
    private const string Night = "2020-07-28";

    private static readonly string[] Forms =
    [
        "table", "wide", "list", "csv", "sarif", "kubeadm", "dot", "mermaid", "json", "yaml", "name",
        "custom-columns=A:.message,B:.name,C:.reason",
    ];

    private readonly SecretNode _node = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("kubepki-").FullName;
    private readonly List<string> _leaks = [];
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    private string Root => _node.Tree.Root;

    [LinuxFact]
    public void No_secret_is_in_any_output()
    {
        Assert.True(_node.Count > 500, $"{_node.Count} needles");
        Assert.NotEmpty(_node.In(_node.Tree.Read("/etc/kubernetes/admin.conf")));
        Assert.NotEmpty(_node.In(Convert.ToHexString(File.ReadAllBytes(_node.Tree.Path("/etc/kubernetes/pki/etcd/server.der.key")))));
        Reading(Root);
        Objects(Root);
        var snapshot = Path.Combine(_directory, "snapshot.tar.gz");
        Say("collect", snapshot, "--root", Root);
        Check("the snapshot", Unpacked(snapshot));
        Reading(snapshot);
        Named();
        Changing();
        Assert.True(_said.Count > 100, $"{_said.Count} outputs");
        Assert.True(_leaks.Count == 0, string.Join('\n', _leaks.Distinct().Take(60)));
    }

    private void Reading(string root)
    {
        using var other = NodeTree.Unpack("healthy");
        foreach (var command in new[]
        {
            "get", "test", "test --detailed", "kubeconfigs", "kubelet", "forecast", "topology", "spec", "repair --what-if",
            "renew --force --what-if",
        })
        {
            InAllForms([.. command.Split(' '), "--root", root, "--as-of", Night]);
        }
        foreach (var place in new[] { "/etc/kubernetes", "/etc/kubernetes/pki", "/etc/cni/net.d", "/var/lib/kubelet", "/passphrase" })
        {
            Say("get", "--path", place, "--root", root, "--recurse", "--as-of", Night);
            Say("test", "--path", place, "--root", root, "--recurse", "--as-of", Night);
        }
        InAllForms("fleet", root, other.Root, "--as-of", Night);
        InAllForms("compare", other.Root, root, "--as-of", Night);
        InAllForms("logs", _node.Tree.Path("/kubelet.log"), "--root", root, "--as-of", Night);
        InAllForms("probe", "127.0.0.1:1", "--root", root, "--as-of", Night, "--timeout-sec", "1");
        foreach (var format in new[] { "html", "markdown", "json" })
            Say("report", "--root", root, other.Root, "--as-of", Night, "-o", "-", "--format", format);
        Say("metrics", "--root", root, "--as-of", Night, "--relative");
        Say("calendar", "--root", root, "--as-of", Night);
        Say("get", "--root", root, "--as-of", Night, "--key-passphrase-file", _node.Tree.Path("/passphrase"));
        Say("repair", "--root", root, "--as-of", Night, "--what-if", "--summary");
        Say("repair", "kubelet", "--root", root, "--as-of", Night, "--what-if");
        Say("spec", "--root", root, "-o", "kubeadm");
    }

    // Files that a command is told of, and servers that none of them reaches.
    private void Named()
    {
        foreach (var path in Directory.EnumerateFiles(_node.Tree.Path("/etc/kubernetes"), "*", SearchOption.AllDirectories)
            .Append(_node.Tree.Path("/passphrase")))
        {
            Say("get", "--path", path);
            Say("kubeconfigs", "--path", path);
            Say("verify", "--certificate", path, "--ca", path, "--key", path);
            if (path.EndsWith(".conf", StringComparison.Ordinal))
            {
                Say("csr", "--kubeconfig", path, "--timeout-sec", "2");
                Say("csr", "approve", "--kubeconfig", path, "--timeout-sec", "2", "--yes",
                    "--log", Path.Combine(_directory, "decisions.jsonl"));
                Say("probe", "--kubeconfig", path, "--timeout-sec", "1");
            }
            Say("csr", "--path", path);
            Say("new", "--config-file", path, "--out-directory", Path.Combine(_directory, "none"), "--what-if");
            Say("import", path, "--root", Root, "--as-of", Night, "--what-if");
        }
    }

    private void Changing()
    {
        Say("request", "--root", Root, "--as-of", Night, "--out-directory", Path.Combine(_directory, "requests"), "--yes");
        Say("new", "--out-directory", Path.Combine(_directory, "new"), "--node-name", "n", "--advertise-address", "10.0.0.1",
            "--as-of", Night, "--yes");
        Say("repair", "kubelet", "--root", Root, "--as-of", Night, "--node-name", "worker7",
            "--out-directory", Path.Combine(_directory, "worker7"), "--yes");
        Say("repair", "--root", Root, "--as-of", Night, "--yes", "-o", "json");
        Say("renew", "--root", Root, "--force", "--keep-key", "--as-of", Night, "--yes");
        Say("repair", "kubeconfig", "--root", Root, "--as-of", Night, "--yes");
        InAllForms("backups", "--root", Root);
        Say("compare", "--root", Root, "--as-of", Night, NewestBackup());
        Say("restore", "--root", Root, "--what-if");
        Say("restore", "--root", Root, "--yes");
        // Now also the new keys must be in nothing that was said.
        _node.Learn(Root);
        _node.Learn(_directory);
        foreach (var text in _said)
            Check("after the changes", text);
        foreach (var note in Directory.EnumerateFiles(_node.Tree.Path("/var/backups/kubepki"), "*.json", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(_directory, "*.jsonl"))
            .Concat(Directory.EnumerateFiles(_directory, "*.csr", SearchOption.AllDirectories)))
        {
            Check(note, File.ReadAllText(note));
        }
    }

    private string NewestBackup() => Directory.GetDirectories(_node.Tree.Path("/var/backups/kubepki")).Order(StringComparer.Ordinal).Last();

    // What cmdlets put into the pipeline: all that Format-List *, Export-Clixml and ConvertTo-Json show.
    private void Objects(string root)
    {
        var node = new NodeReader(new ReadOptions { Root = root, AsOf = TestPki.AsOf }).ReadNode();
        var findings = Diagnosis.Run(node);
        var text = new StringBuilder();
        Tell(node.Certificates, text, []);
        Tell(node.Kubeconfigs, text, []);
        Tell(node.Problems, text, []);
        Tell(NodeView.Of(node).Kubelet, text, []);
        Tell(findings, text, []);
        Tell(SpecBuilder.Build(node), text, []);
        Tell(RepairOutlook.Planned(node, findings, new RepairCommandLine()), text, []);
        Tell(TopologyBuilder.Build(node), text, []);
        Tell(Forecaster.Run([node]).Events, text, []);
        Tell(FleetDiagnosis.Run([root], new ReadOptions { AsOf = TestPki.AsOf }, item => Diagnosis.Run(item),
            problems => Tell(problems, text, [])), text, []);
        Assert.True(text.Length > 50_000, $"{text.Length} characters");
        Check("the objects of the pipeline", text.ToString());
    }

    private static void Tell(object? value, StringBuilder text, HashSet<object> told)
    {
        if (value is null || value is Type or Delegate)
            return;
        if (value is string || (value is ValueType and not System.Runtime.CompilerServices.ITuple
            && value.GetType().Namespace?.StartsWith("KubePki", StringComparison.Ordinal) != true))
        {
            text.Append(value).Append('\n');
            return;
        }
        if (!value.GetType().IsValueType && !told.Add(value))
            return;
        if (value is byte[] octets)
            text.Append(Convert.ToBase64String(octets)).Append('\n');
        else if (value is IEnumerable items)
        {
            foreach (var item in items)
                Tell(item, text, told);
        }
        text.Append(value).Append('\n');
        if (value is System.Runtime.CompilerServices.ITuple tuple)
        {
            for (var i = 0; i < tuple.Length; i++)
                Tell(tuple[i], text, told);
        }
        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0 && property.GetMethod?.IsPublic == true))
        {
            Tell(property.GetValue(value), text, told);
        }
    }

    private void InAllForms(params string[] arguments)
    {
        foreach (var form in Forms)
            Say([.. arguments, "-o", form]);
    }

    private void Say(params string[] arguments)
    {
        var (code, output, error) = InProcess.Run(arguments);
        var command = string.Join(' ', arguments);
        Assert.True(code is 0 or 1 or 2 or 64, $"{command}: {code} {error}");
        if (_said.Add(output))
            Check(command, output);
        if (_said.Add(error))
            Check(command, error);
    }

    private void Check(string source, string text)
    {
        foreach (var leak in _node.In(text))
            _leaks.Add($"{source}: {leak}");
    }

    // All names and contents, and what is base64 in them, decoded.
    private static string Unpacked(string snapshot)
    {
        var text = new StringBuilder();
        using var reader = new TarReader(new GZipStream(File.OpenRead(snapshot), CompressionMode.Decompress));
        while (reader.GetNextEntry() is { } entry)
        {
            text.AppendLine(entry.Name);
            if (entry.DataStream is not { } data)
                continue;
            using var memory = new MemoryStream();
            data.CopyTo(memory);
            var content = Encoding.Latin1.GetString(memory.ToArray());
            text.AppendLine(content);
            text.AppendLine(Convert.ToBase64String(memory.ToArray()));
            foreach (Match value in Base64().Matches(content))
            {
                var octets = new byte[value.Length];
                if (Convert.TryFromBase64String(value.Value, octets, out var length))
                    text.AppendLine(Encoding.Latin1.GetString(octets, 0, length)).AppendLine(Convert.ToBase64String(octets, 0, length));
            }
        }
        return text.ToString();
    }

    public void Dispose()
    {
        _node.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [GeneratedRegex("[A-Za-z0-9+/]{40,}={0,2}")]
    private static partial Regex Base64();
}
