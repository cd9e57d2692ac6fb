using System.Text;
using KubePki.Model;
using KubePki.Pki.X509;

namespace KubePki.Cluster.Trust.Published;

/// <summary>ClusterTrustBundles: CAs that pods mount by a signer's name or by the bundle's.</summary>
/// <param name="asOf">The moment to look at.</param>
/// <param name="within">What counts as expiring; null for the usual.</param>
internal sealed class TrustBundleFaults(DateTimeOffset asOf, ExpiryThreshold? within = null)
{
    /// <summary>What is wrong with a bundle.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="signer">The signer's name; null for a bundle of nobody's.</param>
    /// <param name="text">The CAs: PEM.</param>
    public IEnumerable<TrustFault> Of(string name, string? signer, string text)
    {
        var place = $"ClusterTrustBundle {name}";
        if (NameComplaint(name, signer) is { } complaint)
            yield return Malformed(name, "Its name does not fit its signer.", [$"{place}: {complaint}"]);
        var octets = Encoding.UTF8.GetBytes(text);
        if (Foreign(octets) is { Count: > 0 } foreign)
            yield return Malformed(name, "It holds more than certificates.", foreign.Select(fact => $"{place}: {fact}"));
        var bundle = PublishedBundle.Read(text, place, asOf, within);
        if (bundle.GoError is { } error)
            yield return Malformed(name, "It holds something that is not a certificate.", [$"{place}: Go: {error}"]);
        var twice = bundle.Authorities.GroupBy(authority => authority.Fingerprint).Where(group => group.Skip(1).Any()).ToList();
        if (twice.Count > 0)
        {
            yield return Malformed(name, "It holds the same certificate twice.",
                twice.Select(group =>
                    $"{place}: {TrustFault.Describe(group.First())}: at {string.Join(", ", group.Select(item => item.Index))}"));
        }
        var ended = bundle.Authorities.Where(authority => authority.Expired).ToList();
        if (ended.Count > 0)
            yield return Expired(name, ended, ended.Count == bundle.Authorities.Count);
        else if (bundle.Authorities.Where(authority => TrustCertificates.IsNear(authority, within)).ToList() is { Count: > 0 } ending
            && ending.Count == bundle.Authorities.Count)
            yield return Ending(name, ending);
    }

    // pkg/apis/certificates/validation: the signer's name with colons for slashes, a colon behind it.
    private static string? NameComplaint(string name, string? signer)
    {
        if (signer is null)
            return name.Contains(':', StringComparison.Ordinal)
                ? "ClusterTrustBundle without signer name must not have \":\" in its name" : null;
        var prefix = signer.Replace('/', ':') + ":";
        return name.StartsWith(prefix, StringComparison.Ordinal) && name.Length > prefix.Length ? null
            : $"ClusterTrustBundle for signerName {signer} must be named with prefix {prefix}";
    }

    private static List<string> Foreign(byte[] octets)
    {
        var found = new List<string>();
        var pem = new PemScanner(octets);
        while (pem.TryNext(out var block))
        {
            if (block.Label != "CERTIFICATE")
                found.Add($"a block {block.Label}");
            else if (block.HasHeaders)
                found.Add("a block with headers");
        }
        return found;
    }

    private static TrustFault Malformed(string name, string message, IEnumerable<string> proof) =>
        new TrustFault("TrustBundleMalformed", FindingSeverity.Error, $"ClusterTrustBundle {name}", message,
            "Pods that mount it may get nothing, or less than it seems to hold.",
            Advice.Of($"Have whoever writes it write certificates only: kubectl get clustertrustbundle{Advice.FirstWord(name)} -o yaml"))
            .With(proof);

    private static TrustFault Expired(string name, List<KubeCertificate> ended, bool isAll) =>
        new TrustFault("TrustBundleExpired", isAll ? FindingSeverity.Error : FindingSeverity.Warning, $"ClusterTrustBundle {name}",
            isAll ? "All its certificates have expired." : $"{TrustFault.Count(ended.Count, "certificate")} in it expired.",
            isAll ? "Pods that mount it trust nobody by it." : "What these have signed is rejected.",
            Advice.Of($"Have its signer publish its current CA: kubectl get clustertrustbundle{Advice.FirstWord(name)} -o yaml"))
        .With([.. ended.Select(authority => $"ClusterTrustBundle {name}: {TrustFault.Describe(authority)}")]);

    private static TrustFault Ending(string name, List<KubeCertificate> ending) =>
        new TrustFault("TrustBundleExpired", FindingSeverity.Warning, $"ClusterTrustBundle {name}",
            $"Its last certificate expires on {Times.Date(ending.Max(authority => authority.NotAfter))}.",
            "From then on pods that mount it trust nobody by it.",
            Advice.Of($"Have its signer publish its next CA: kubectl get clustertrustbundle{Advice.FirstWord(name)} -o yaml"))
        .With([.. ending.Select(authority => $"ClusterTrustBundle {name}: {TrustFault.Describe(authority)}")]);
}
