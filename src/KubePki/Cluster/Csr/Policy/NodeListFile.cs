using System.Text.Json;
using KubePki.Model;
using KubePki.Node.Reading.Files;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>Reads Node objects as <c>kubectl get nodes -o json</c> or <c>-o yaml</c> prints them.</summary>
public static class NodeListFile
{
    private const int Limit = 1024 * 1024 * 1024;

    /// <summary>Reads a file. One bad object is a problem, the rest is read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>The nodes; null when the file could not be read as a list of nodes, which is not the same as no nodes.</returns>
    public static (IReadOnlyList<KubeNode>? Nodes, IReadOnlyList<PkiProblem> Problems) Read(
        string path, CancellationToken cancellation = default)
    {
        using var bytes = FileBytes.Read(path, cancellation, Limit);
        var problems = new List<PkiProblem>();
        if (bytes.ProblemId is { } id)
        {
            problems.Add(KubePki.Node.Reading.Files.NodeFile.OfThisMachine(path).Problem(id, bytes.Reason!));
            return (null, problems.ToArray());
        }
        var nodes = new List<KubeNode>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var reader = new KubeObjectText(path, problems, cancellation) { ProblemId = PkiProblemId.MalformedPolicyInput };
        reader.Read(bytes.Memory, (item, line) =>
        {
            var complaints = new List<string>();
            if (ReadNode(item, complaints) is not { } node)
                complaints.Add("this is not a Node, or it has no name");
            else if (!names.Add(node.Name))
                complaints.Add($"there is another Node {Printable.Text(node.Name)} before it");
            else
                nodes.Add(node);
            problems.AddRange(complaints.Select(reason => reader.Problem(reason, line)));
        });
        // Half of a list would make nodes out that do not exist.
        return (problems.Count > 0 ? null : nodes.ToArray(), problems.ToArray());
    }

    /// <summary>Parts the addresses of a Node into names and addresses, in the order in which they stand.</summary>
    /// <param name="texts">What stands in <c>status.addresses</c>, of whatever type.</param>
    internal static (TextList Names, TextList Addresses) Sort(IEnumerable<string> texts)
    {
        var names = new List<string>();
        var addresses = new List<string>();
        foreach (var text in texts)
            Sort(text, names, addresses);
        return (TextList.From(names.Distinct(StringComparer.Ordinal)), TextList.From(addresses.Distinct(StringComparer.Ordinal)));
    }

    /// <summary>The ranges of a node's pods: old objects have but one.</summary>
    /// <param name="range">What stands in <c>spec.podCIDR</c>.</param>
    /// <param name="ranges">What stands in <c>spec.podCIDRs</c>.</param>
    internal static TextList PodRanges(string range, IReadOnlyList<string> ranges) =>
        ranges.Count > 0 || range.Length == 0 ? TextList.From(ranges) : [range];

    private static KubeNode? ReadNode(JsonElement item, List<string> problems)
    {
        var top = new JsonFields(item, "", problems);
        var metadata = top.Object("metadata");
        var name = metadata.Text("name");
        if (name.Length == 0 || top.Text("kind") is not ("" or "Node"))
            return null;
        var spec = top.Object("spec");
        var (names, addresses) = Sort(top.Object("status").Objects("addresses").Select(address => address.Text("address")));
        return new KubeNode
        {
            Name = name,
            Uid = metadata.Text("uid") is { Length: > 0 } uid ? uid : null,
            Created = metadata.Time("creationTimestamp"),
            IsBeingDeleted = metadata.Has("deletionTimestamp"),
            ProviderId = spec.Text("providerID") is { Length: > 0 } provider ? provider : null,
            Names = names,
            Addresses = addresses,
            PodRanges = PodRanges(spec.Text("podCIDR"), spec.Texts("podCIDRs")),
        };
    }

    // A Hostname may be an address; the kubelet then asks for an address.
    private static void Sort(string text, List<string> names, List<string> addresses)
    {
        if (Addresses.Parse(text) is { } octets)
            addresses.Add(Addresses.Text(octets));
        else if (text.Length > 0)
            names.Add(Addresses.Name(text));
    }
}
