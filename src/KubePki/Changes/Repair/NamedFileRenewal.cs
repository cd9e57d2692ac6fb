using KubePki.Changes.Repair.Actions;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Guidance;
using KubePki.Node.Layout;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Certificates;
using KubePki.Pki.Verification;

namespace KubePki.Changes.Repair;

/// <summary>
/// Renews certificates that were named by their files, and play no role of a node: by the CA beside them whose key signed the old ones.
/// </summary>
internal static class NamedFileRenewal
{
    /// <summary>Plans one of them, or says why it stays as it is.</summary>
    /// <param name="draft">The plan.</param>
    /// <param name="old">The certificate.</param>
    public static void Plan(PlanDraft draft, KubeCertificate old)
    {
        var signers = Signers(draft.Node, old);
        if (signers.FirstOrDefault(SigningAuthority.CanSign) is not { } authority)
            draft.LeaveAlone(old.NodePath, WhyNot(draft.Node, signers));
        else if (old.KeyMatches != true)
            draft.LeaveAlone(old.NodePath, "Its key is not beside it.");
        else if (!draft.Facts.Options.Force && !AsksForNames(draft, old) && PlanFacts.IsGoodForLong(old))
            draft.LeaveAlone(old.NodePath, RepairPlanner.GoodFor(old));
        else
            RenewCertificate.PlanFile(draft, old, authority, Reason(old));
    }

    /// <summary>Reads what was made: each certificate is there, its key belongs to it, and the CA beside it has signed it.</summary>
    /// <param name="paths">The files, as paths of the node.</param>
    /// <param name="options">How to read.</param>
    /// <returns>What is wrong; null when all is well.</returns>
    public static string? RemainingFault(IEnumerable<string> paths, ReadOptions options)
    {
        foreach (var path in paths)
        {
            var written = new NodeReader(options).ReadNodeAround(HostPaths.ToHost(options.Root, path), withNeighbours: true)
                .SelectMany(node => node.Certificates)
                .FirstOrDefault(certificate => certificate.NodePath == path && certificate.Index == 0);
            if (written is not { KeyMatches: true, Authority: not null, Expired: false, GoError: null })
                return $"{path} was renewed but is not intact";
        }
        return null;
    }

    private static List<KubeCertificate> Signers(NodeView node, KubeCertificate old) => [.. node.Pki.Certificates.Where(authority =>
        authority is { IsAuthority: true, GoError: null, Source: CertificateSource.File }
        && new AuthorityKey(authority.Parsed).Signed(old.Parsed))];

    private static string WhyNot(NodeView node, List<KubeCertificate> signers)
    {
        if (signers.Count == 0)
            return "The CA that signed it is not beside it.";
        if (signers.Find(SigningAuthority.HasUsableKey) is { } closed)
            return $"Its CA, {closed.NodePath}, {(closed.Expired ? "has expired and must be renewed first" : "is not valid now")}.";
        return signers.Select(signer => ClosedKeys.Obstacle(node.Pki, signer)).FirstOrDefault(reason => reason is not null)
            ?? $"The key of its CA, {signers[0].NodePath}, is not beside it.";
    }

    private static bool AsksForNames(PlanDraft draft, KubeCertificate old)
    {
        var (options, names) = (draft.Facts.Options, AlternativeNameTexts(old));
        return old.Usages.Contains("serverAuth") && (options.AddNames.Except(names).Any() || options.RemoveNames.Intersect(names).Any());
    }

    private static IEnumerable<string> AlternativeNameTexts(KubeCertificate certificate) =>
        certificate.DnsNames.Concat(certificate.IPAddresses);

    private static string Reason(KubeCertificate old) =>
        !old.Expired ? "as requested" : $"It expired at {Times.Rfc3339(old.NotAfter)}, {Times.Span(old.Remaining)} ago.";
}
