using System.Globalization;
using KubePki.Model;

namespace KubePki.Node.Forecast;

/// <summary>The time ahead of what a cluster depends on beside the files of its nodes.</summary>
/// <param name="outlook">The cluster.</param>
/// <param name="asOf">From when.</param>
/// <param name="until">Until when.</param>
/// <param name="known">The fingerprints of certificates in files that were read: they are foretold with their nodes.</param>
internal sealed class OutlookRun(ForecastOutlook outlook, DateTimeOffset asOf, DateTimeOffset until, IReadOnlySet<string> known)
{
    private const int MaxNext = 5;

    private readonly ForecastEnd[] _servers = [.. outlook.Ends.Where(end => end.Part == ForecastPart.ApiServer.Name).DistinctBy(end =>
        end.Endpoint)];

    /// <summary>What happens, in order.</summary>
    public IEnumerable<KubePkiForecastEvent> Events()
    {
        foreach (var finding in outlook.Findings.Where(IsLasting))
        {
            yield return Event(asOf, ForecastChange.Broken, finding.Target) with
            {
                Severity = finding.SeverityLevel, What = ForecastFault.Of(finding).What, Cause = $"{finding.Check}: {finding.Why}",
            };
        }
        var ends = outlook.Ends.Where(end => end.NotAfter <= until && !(end.Fingerprint is { } hash && known.Contains(hash))).ToList();
        foreach (var group in ends.Where(end => end.Part == ForecastPart.ApiServer.Name).GroupBy(end => end.NotAfter).OrderBy(group =>
            group.Key))
            yield return OfServers([.. group.DistinctBy(end => end.Endpoint)]);
        // One certificate in a Secret and at the webhook that serves it ends once: with what stops.
        foreach (var end in ends.Where(end => end.Part != ForecastPart.ApiServer.Name).GroupBy(end =>
            (end.Part, Key: end.Fingerprint ?? end.Place))
            .Select(group => group.First()).GroupBy(end => end.Fingerprint ?? end.Place)
            .SelectMany(group => group.Where(end => end.Severity == group.Max(other => other.Severity))).OrderBy(end => end.NotAfter))
            yield return Stop(end, end.Severity, end.Stops);
    }

    // What time brings is told as an end.
    private static bool IsLasting(KubePkiFinding finding) => finding is { SeverityLevel: >= FindingSeverity.Error }
        && !finding.Check.EndsWith("Expired", StringComparison.Ordinal) && !finding.Check.EndsWith("Expiring", StringComparison.Ordinal)
        && finding.Certificate is null or { Status: CertificateStatus.Valid };

    // A client finds any API server that works.
    private KubePkiForecastEvent OfServers(IReadOnlyList<ForecastEnd> ending)
    {
        var moment = ending[0].NotAfter;
        var left = _servers.Count(server => server.NotAfter > moment);
        if (left > 0)
        {
            return Stop(ending[0], FindingSeverity.Error, string.Create(CultureInfo.InvariantCulture,
                $"The API server at {string.Join(", ", ending.Select(end => end.Endpoint))} stops; {left} of {_servers.Length} go on"));
        }
        return Stop(ending[0], ForecastPart.ApiServer.Severity, ForecastPart.ApiServer.Stops) with { StopsNext = Followers(moment) };
    }

    private TextList Followers(DateTimeOffset moment)
    {
        var next = new List<string> { ForecastPart.ControllerManager.Title, ForecastPart.Scheduler.Title };
        if (outlook.NodeCount > 0)
            next.Add(outlook.NodeCount == 1 ? "the kubelet of its node"
                : string.Create(CultureInfo.InvariantCulture, $"the kubelets of its {outlook.NodeCount} nodes"));
        var hooks = outlook.Ends.Where(end => end.Part.StartsWith("APIService", StringComparison.Ordinal) && end.NotAfter > moment)
            .Select(end => end.Part).Distinct().ToList();
        next.AddRange(hooks.Take(MaxNext));
        if (hooks.Count > MaxNext)
            next.Add(string.Create(CultureInfo.InvariantCulture, $"{hooks.Count - MaxNext} more APIServices"));
        return TextList.From(next);
    }

    private KubePkiForecastEvent Stop(ForecastEnd end, FindingSeverity severity, string what) =>
        Event(end.NotAfter, ForecastChange.Stops, end.Part) with
        {
            Severity = severity,
            What = what,
            Cause = $"{end.Place} {(end.NotAfter < asOf ? "has expired" : "expires")}",
            HealsBy = end.HealsBy,
            CalmUntil = end.NotBefore is { } start ? ForecastCredential.CalmUntil(start, end.NotAfter) : null,
            NodePaths = [end.Place],
        };

    private KubePkiForecastEvent Event(DateTimeOffset at, ForecastChange change, string part) => new()
    {
        At = Times.WholeSeconds(at),
        Change = change,
        Severity = FindingSeverity.Information,
        Part = part,
        What = "",
        Cause = "",
        NodeName = outlook.Name,
        Root = outlook.Server,
        AsOf = asOf,
    };
}
