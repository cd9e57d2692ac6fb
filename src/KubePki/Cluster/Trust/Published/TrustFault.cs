using System.Globalization;
using KubePki.Model;

namespace KubePki.Cluster.Trust.Published;

/// <summary>What is wrong with an object by which a cluster is trusted, before it becomes a finding.</summary>
/// <param name="Check">The name of the check.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Target">What it speaks of: <c>ConfigMap kube-public/cluster-info</c>.</param>
/// <param name="Message">What is wrong, in one sentence.</param>
/// <param name="Why">What stops working because of it.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record TrustFault(
    string Check, FindingSeverity Severity, string Target, string Message, string Why, Advice Remedy)
{
    private const int MaxNames = 5;
    private const int MaxProof = 20;

    /// <summary>The facts that were compared.</summary>
    public IReadOnlyList<string> Proof { get; private init; } = [];

    /// <summary>The certificate that it speaks of; null when there is none, or more than one.</summary>
    public KubeCertificate? Certificate { get; init; }

    /// <summary>The same with its proof: the first of very many facts, and how many more there are.</summary>
    public TrustFault With(params IEnumerable<string> proof)
    {
        var all = proof.ToList();
        return this with
        {
            Proof = all.Count <= MaxProof ? all : [.. all.Take(MaxProof), string.Create(CultureInfo.InvariantCulture,
                $"… and {all.Count - MaxProof} more")],
        };
    }

    /// <summary>Names for a sentence: the first few, and how many more there are.</summary>
    public static string Names(IReadOnlyCollection<string> names) => names.Count <= MaxNames
        ? string.Join(", ", names.Select(Printable.Cut))
        : string.Create(CultureInfo.InvariantCulture,
            $"{string.Join(", ", names.Take(MaxNames).Select(Printable.Cut))} and {names.Count - MaxNames} more");

    /// <summary>A number with its noun: <c>1 request</c>, <c>3 requests</c>.</summary>
    public static string Count(int count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>A CA as a fact: its subject, its key and its end.</summary>
    public static string Describe(KubeCertificate certificate) => $"{certificate.Subject}, public key SHA-256 {certificate.PublicKeyHash}, "
        + $"NotAfter {Times.Rfc3339(certificate.NotAfter)}";
}
