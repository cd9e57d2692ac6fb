using System.Text.Json;
using KubePki.Model;
using KubePki.Node.Reading.Files;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>
/// Reads ServiceCIDR objects (networking.k8s.io) as <c>kubectl get servicecidrs -o json</c> or <c>-o yaml</c> prints them.
/// </summary>
internal static class ServiceCidrFile
{
    /// <summary>Who tells these ranges.</summary>
    public const string Source = "ServiceCIDR objects";

    private const string Kind = "ServiceCIDR";
    private const string Group = "networking.k8s.io/";

    /// <summary>
    /// The ranges of a file: of all objects, of both families, also of those that are being deleted, whose addresses are still in use.
    /// </summary>
    /// <exception cref="PkiProblemException">It cannot be read as a list of ServiceCIDR objects: some ranges are not all.</exception>
    public static TextList Read(string path, CancellationToken cancellation)
    {
        using var bytes = FileBytes.Read(path, cancellation);
        if (bytes.ProblemId is { } id)
            throw new PkiProblemException(Unread(path, id, bytes.Reason!));
        var problems = new List<PkiProblem>();
        var ranges = new List<string>();
        var reader = new KubeObjectText(path, problems, cancellation) { ProblemId = PkiProblemId.MalformedPolicyInput };
        reader.Read(bytes.Memory, (item, line) =>
        {
            if (Read(item) is { } found)
                ranges.AddRange(found);
            else
                problems.Add(reader.Problem("this is not a ServiceCIDR, or its spec.cidrs are not valid address ranges", line));
        });
        if (problems.Count == 0 && ranges.Count == 0)
            problems.Add(reader.Problem("it contains no ServiceCIDR; every cluster that has such objects has at least one", 0));
        return problems.Count > 0 ? throw new PkiProblemException(problems[0]) : TextList.From(ranges.Distinct(StringComparer.Ordinal));
    }

    /// <summary>The ranges of an object of a file; null when it is none, or says something else.</summary>
    public static TextList? Read(JsonElement item)
    {
        var problems = new List<string>();
        var top = new JsonFields(item, "", problems);
        // The items of a list need not say what they are.
        if (top.Text("kind") is not ("" or Kind)
            || (top.Text("apiVersion") is { Length: > 0 } version && !version.StartsWith(Group, StringComparison.Ordinal)))
            return null;
        var ranges = top.Object("spec").Texts("cidrs");
        return problems.Count == 0 && AreRanges(ranges) ? ranges : null;
    }

    /// <summary>Whether all that an object says are address ranges, and it says any.</summary>
    public static bool AreRanges(IReadOnlyList<string> ranges) =>
        ranges.Count > 0 && ranges.All(range => range.Contains('/', StringComparison.Ordinal) && Addresses.TryRange(range, out _));

    private static PkiProblem Unread(string path, string id, string reason) =>
        KubePki.Node.Reading.Files.NodeFile.OfThisMachine(path).Problem(id, reason);
}
