using KubePki.Cluster.Client;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Forecast;

namespace KubePki.Cluster.Trust;

/// <summary>Looks at a cluster's trust: part by part, several at once. Nothing in the cluster is changed.</summary>
public static class TrustSession
{
    private const int Unauthorized = 401;

    /// <summary>Runs the parts that have a check which is asked for.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="options">What is asked.</param>
    /// <param name="cancellation">Stops it at once.</param>
    /// <exception cref="ClusterException">The cluster cannot be asked at all.</exception>
    public static Task<TrustReport> RunAsync(ClusterClient client, TrustOptions options, CancellationToken cancellation = default) =>
        RunAsync(client, options, TrustCatalogue.Parts, cancellation);

    internal static async Task<TrustReport> RunAsync(
        ClusterClient client, TrustOptions options, IReadOnlyList<TrustPart> parts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        var asked = parts.Where(part => part.Checks.Any(check => Diagnosis.IsAsked(check.Name, options.Asked))).ToList();
        var ledger = new TrustLedger(options.Asked);
        using var served = new ServedCertificateFinder(options);
        var shared = new SharedAnswers();
        // A part whose server hangs costs its own time only.
        var failures = await Task.WhenAll(asked.Select(part => RunPartAsync(
            part, new TrustContext(client, options, part, ledger, served, shared), ledger, cancellation))).ConfigureAwait(false);
        if (failures.Length > 0 && Array.TrueForAll(failures, failure => failure is not null && IsOfAll(failure)))
            throw failures[0]!;
        return Report(client, asked, ledger, options.AsOf.ToUniversalTime());
    }

    private static async Task<ClusterException?> RunPartAsync(
        TrustPart part, TrustContext context, TrustLedger ledger, CancellationToken cancellation)
    {
        try
        {
            // Parts that have much to compute do not wait for each other.
            await Task.Run(() => part.RunAsync(context, cancellation), cancellation).ConfigureAwait(false);
            return null;
        }
        catch (ClusterException e)
        {
            ledger.Add(new TrustGap { Id = e.Id, Part = part.Name, Message = e.Message });
            return e;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            // What a server made up takes its own part down and no other.
            var failure = new ClusterException(ClusterProblemId.BadAnswer, $"{context.Client.Server}: an object is malformed", e);
            ledger.Add(new TrustGap { Id = failure.Id, Part = part.Name, Message = failure.Message });
            return failure;
        }
    }

    // That the cluster cannot be asked by anybody, or not by this user.
    private static bool IsOfAll(ClusterException e) => e.Code == Unauthorized || e.Id is not (ClusterProblemId.ServerRefused
        or ClusterProblemId.BadAnswer);

    private static TrustReport Report(ClusterClient client, List<TrustPart> parts, TrustLedger ledger, DateTimeOffset asOf)
    {
        var places = parts.SelectMany(part => part.Checks).DistinctBy(check => check.Name).Select((check, place) => (check.Name, place))
            .ToDictionary(item => item.Name, item => item.place, StringComparer.Ordinal);
        var gaps = ledger.Gaps;
        var missing = gaps.Select(gap => gap.Right).OfType<TrustRight>().ToHashSet();
        return new TrustReport
        {
            Server = client.Server,
            Findings =
            [
                .. ledger.Findings.OrderByDescending(finding => finding.SeverityLevel).ThenBy(finding => places[finding.Check])
                    .ThenBy(finding => finding.Target, StringComparer.Ordinal).ThenBy(finding => finding.Message, StringComparer.Ordinal),
            ],
            Gaps = [.. gaps.OrderBy(gap => gap.Part, StringComparer.Ordinal).ThenBy(gap => gap.Message, StringComparer.Ordinal)],
            Counts = ledger.Counts,
            Outlook = Outlook(client, ledger, asOf),
            Role = missing.Count == 0 ? null : TrustRole.Write(parts.SelectMany(part => part.Rights), missing),
        };
    }

    private static ForecastOutlook Outlook(ClusterClient client, TrustLedger ledger, DateTimeOffset asOf) => new()
    {
        Name = client.Server.Authority,
        Server = client.Server.ToString(),
        AsOf = asOf,
        Ends = ledger.Ends,
        Findings = ledger.Findings,
        Obstacle = ledger.Findings.FirstOrDefault(finding => finding.Check == Requests.RequestSurvey.SignerDead)?.Message.TrimEnd('.'),
        NodeCount = ledger.Counts.FirstOrDefault(count => count.Key == "nodes").Value,
    };
}
