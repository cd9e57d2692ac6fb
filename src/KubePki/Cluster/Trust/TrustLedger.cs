using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Forecast;

namespace KubePki.Cluster.Trust;

/// <summary>What the parts have found so far. They run at the same time.</summary>
internal sealed class TrustLedger(DiagnosisOptions asked)
{
    private readonly object _gate = new();
    private readonly List<KubePkiFinding> _findings = [];
    private readonly List<ForecastEnd> _ends = [];
    private readonly List<TrustGap> _gaps = [];
    private readonly HashSet<(string Part, object What)> _told = [];
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public IReadOnlyList<KubePkiFinding> Findings
    {
        get
        {
            lock (_gate)
                return [.. _findings];
        }
    }

    public IReadOnlyList<ForecastEnd> Ends
    {
        get
        {
            lock (_gate)
                return [.. _ends];
        }
    }

    public IReadOnlyList<TrustGap> Gaps
    {
        get
        {
            lock (_gate)
                return [.. _gaps];
        }
    }

    public IReadOnlyList<KeyValuePair<string, int>> Counts
    {
        get
        {
            lock (_gate)
                return [.. _counts];
        }
    }

    /// <summary>Keeps a finding, if its check and its severity are asked for.</summary>
    public void Add(KubePkiFinding finding)
    {
        if (finding.SeverityLevel < asked.Severity || !Diagnosis.IsAsked(finding.Check, asked))
            return;
        lock (_gate)
            _findings.Add(finding);
    }

    /// <summary>Keeps what could not be looked at; of a right that lacks once for each part.</summary>
    public void Add(TrustGap gap)
    {
        lock (_gate)
        {
            if (_told.Add((gap.Part, (object?)gap.Right ?? gap.Message)))
                _gaps.Add(gap);
        }
    }

    /// <summary>Keeps when something ends, for the forecast.</summary>
    public void Add(ForecastEnd end)
    {
        lock (_gate)
            _ends.Add(end);
    }

    /// <summary>Counts objects that were looked at.</summary>
    public void Count(string kinds, int more)
    {
        lock (_gate)
            _counts[kinds] = _counts.GetValueOrDefault(kinds) + more;
    }
}
