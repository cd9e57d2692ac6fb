using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Forecast;
using KubePki.Node.Layout;
using KubePki.Node.Topology;

namespace KubePki.Reports.Report;

/// <summary>Takes from a snapshot, its findings and its plan what a report shows, so that the snapshot itself can go.</summary>
public static class ReportBuilder
{
    private const string NoProblems = "No problems found.";

    /// <summary>What a report shows of a node.</summary>
    /// <param name="node">The snapshot of the whole node.</param>
    /// <param name="findings">What was found in it, the worst first.</param>
    /// <param name="plan">What a repair would do.</param>
    /// <param name="skin">How the report speaks.</param>
    public static ReportNode Of(NodePki node, IReadOnlyList<KubePkiFinding> findings, RepairPlan plan, ReportSkin skin)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(findings);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(skin);
        return new ReportNode
        {
            Name = node.NodeName ?? node.Root,
            Root = node.Root,
            Distribution = node.Distribution,
            AsOf = node.AsOf,
            Headline = Headline.Of(findings) ?? Summary(findings),
            Fix = Headline.Preview(findings) is { } preview ? skin.Words(preview) : null,
            Findings = [.. findings.Select(finding => Of(finding, skin))],
            Certificates = [.. node.Certificates.GroupBy(certificate => certificate.Fingerprint).Select(group => Of([.. group]))
                .OrderBy(certificate => PkiRoles.PlaceOf(certificate.Role)).ThenBy(certificate => certificate.NotAfter)],
            Topology = TopologyBuilder.Build(node),
            Steps = [.. plan.Steps.Select(step => step with { Restart = TextList.From(step.Restart.Select(skin.Words)) })],
            LeftAlone = [.. plan.LeftAlone.GroupBy(note => note.Reason).Select(group =>
                new RepairNote(NameList.Of(group.Select(note => note.Target)), skin.Words(group.Key)))],
            Problems = [.. ProblemSummary.Of(node.Problems).Select(problem => skin.Words(problem.ToString()))],
        };
    }

    /// <summary>What a report shows of a cluster of which nothing but findings is known.</summary>
    /// <param name="root">The root that they share: the URL of the API server.</param>
    /// <param name="findings">The findings, in any order.</param>
    /// <param name="skin">How the report speaks.</param>
    public static ReportNode OfCluster(string root, IReadOnlyList<KubePkiFinding> findings, ReportSkin skin)
    {
        ArgumentNullException.ThrowIfNull(findings);
        ArgumentNullException.ThrowIfNull(skin);
        var all = findings.DistinctBy(finding => (finding.Check, finding.Target, finding.Message))
            .OrderByDescending(finding => finding.SeverityLevel).ToList();
        return new ReportNode
        {
            Name = ClusterRoot.NameOf(root),
            Root = root,
            IsCluster = true,
            AsOf = all.Count == 0 ? default : all.Max(finding => finding.AsOf),
            Headline = Summary(all),
            Findings = [.. all.Select(finding => Of(finding, skin))],
            Certificates = [.. all.Select(finding => finding.Certificate).OfType<KubeCertificate>()
                .GroupBy(certificate => certificate.Fingerprint).Select(group => Of([.. group]))
                .OrderBy(certificate => certificate.NotAfter)],
            Topology = new KubePkiTopology { Root = root },
        };
    }

    /// <summary>What a report shows of a cluster that was looked at.</summary>
    /// <param name="outlook">What was found, and what is known of the time ahead.</param>
    /// <param name="headline">What is the matter, in one line.</param>
    /// <param name="problems">What could not be looked at.</param>
    /// <param name="skin">How the report speaks.</param>
    public static ReportNode OfCluster(ForecastOutlook outlook, string headline, IEnumerable<string> problems, ReportSkin skin)
    {
        ArgumentNullException.ThrowIfNull(outlook);
        var node = OfCluster(outlook.Server.TrimEnd('/'), outlook.Findings, skin);
        var seen = outlook.Ends.Where(end => end.Certificate is not null).GroupBy(end => end.Fingerprint!).Select(group =>
            Of([.. group])).ToList();
        var told = seen.Select(certificate => certificate.Fingerprint).ToHashSet(StringComparer.Ordinal);
        return node with
        {
            AsOf = outlook.AsOf,
            Headline = headline,
            Certificates = [.. seen.Concat(node.Certificates.Where(certificate => !told.Contains(certificate.Fingerprint)))
                .OrderBy(certificate => certificate.NotAfter)],
            Problems = [.. problems],
        };
    }

    private static ReportCertificate Of(IReadOnlyList<ForecastEnd> ends)
    {
        var (first, certificate) = (ends[0], ends[0].Certificate!);
        return new ReportCertificate
        {
            Name = first.Part,
            Subject = certificate.Subject,
            Issuer = certificate.Issuer,
            Key = certificate.Key,
            SerialNumber = certificate.SerialNumber,
            Fingerprint = first.Fingerprint!,
            NotBefore = first.NotBefore ?? first.NotAfter,
            NotAfter = first.NotAfter,
            Status = certificate.Status,
            NodePaths = TextList.From(ends.Select(end => end.Place).Distinct()),
            Consequence = string.Join(" ", ends.Select(end => end.Stops + ".").Distinct()),
        };
    }

    private static string Summary(IReadOnlyList<KubePkiFinding> findings) =>
        findings.Count == 0 ? NoProblems : $"{SeverityCounts.Of(findings.Select(finding => finding.SeverityLevel))}.";

    private static ReportFinding Of(KubePkiFinding finding, ReportSkin skin) => new(finding.SeverityLevel, finding.Check, finding.Target,
        finding.NodePath, finding.Message, finding.Proof, finding.Why, skin.Words(finding.Remedy), finding.Reference, finding.CanRepair);

    private static ReportCertificate Of(IReadOnlyList<KubeCertificate> copies)
    {
        // The one with a role of its own names it: a CA is in every kubeconfig, too.
        copies = [.. copies.OrderBy(certificate => PkiRoles.PlaceOf(certificate.Role))];
        var first = copies[0];
        return new ReportCertificate
        {
            Name = first.Name,
            Role = first.Role,
            Subject = first.Subject,
            Issuer = first.Issuer,
            Authority = first.Authority,
            IsAuthority = first.IsAuthority,
            Key = ForecastCertificate.KeyOf(first),
            SerialNumber = first.SerialNumber,
            Fingerprint = first.Fingerprint,
            NotBefore = first.NotBefore,
            NotAfter = first.NotAfter,
            Status = first.Status,
            Names = TextList.From(first.DnsNames.Concat(first.IPAddresses).Concat(first.EmailAddresses).Concat(first.Uris)),
            NodePaths = TextList.From(copies.Select(certificate => certificate.NodePath).Distinct()),
            Consequence = Consequences.Of(first.Role),
        };
    }
}
