using System.Globalization;
using KubePki.Model;
using KubePki.Node.Configuration;
using KubePki.Node.Forecast;
using KubePki.Node.Kubelet;

namespace KubePki.Reports.Metrics;

/// <summary>What no exporter of certificates knows: findings, kubelet's credential, the clock, backups, and the time ahead.</summary>
internal sealed class NodeMetrics
{
    private readonly MetricFamily _node = new("kubepki_node_info", "Constant 1, with what the node is.");
    private readonly MetricFamily _findings = new("kubepki_findings", "Findings of kubepki test, by check and severity.");
    private readonly MetricFamily _severities = new("kubepki_findings_by_severity", "Findings of kubepki test, by severity; 0 for none.");

    private readonly MetricFamily _usable = new("kubepki_kubelet_credential_usable",
        "1 if kubelet can authenticate to the API server with its credential, 0 otherwise.");

    private readonly MetricFamily _end = new("kubepki_kubelet_credential_not_after_timestamp_seconds",
        "When kubelet's credential ends.");

    private readonly MetricFamily _from = new("kubepki_kubelet_rotation_start_timestamp_seconds",
        "The earliest time at which kubelet requests its next certificate (70 % of the lifetime).");

    private readonly MetricFamily _until = new("kubepki_kubelet_rotation_end_timestamp_seconds",
        "The latest time at which kubelet requests its next certificate (90 % of the lifetime).");

    private readonly MetricFamily _suspect = new("kubepki_clock_suspect",
        "1 if timestamps on disk lie in the future: the clock was or is wrong; 0 otherwise.");

    private readonly MetricFamily _ahead = new("kubepki_clock_ahead_seconds", "How far the latest timestamp on disk lies in the future.");
    private readonly MetricFamily _backups = new("kubepki_backups", "Backups of kubepki, by state.");
    private readonly MetricFamily _backup = new("kubepki_backup_last_timestamp_seconds", "When the latest backup was made.");
    private readonly MetricFamily _problems = new("kubepki_read_problems", "What could not be read, by problem.");

    private readonly MetricFamily _stops = new("kubepki_forecast_stop_timestamp_seconds",
        "When a part stops if nobody does anything, as kubepki forecast says.");

    private readonly MetricFamily _calm = new("kubepki_forecast_calm_until_timestamp_seconds",
        "The last calm time to renew before the first part stops, as kubepki forecast says.");

    /// <summary>The families, in order.</summary>
    public IEnumerable<MetricFamily> Families =>
        [_node, _findings, _severities, _usable, _end, _from, _until, _suspect, _ahead, _backups, _backup, _problems, _stops, _calm];

    /// <summary>Adds what there is to say of a node.</summary>
    public void Add(NodePki node, IReadOnlyList<KubePkiFinding> findings, IReadOnlyList<(string, string)> place, MetricOptions options)
    {
        var spec = SpecBuilder.Build(node);
        _node.Add(1, [.. place, ("distribution", node.Distribution ?? ""), ("kubernetes_version", spec.KubernetesVersion?.Value ?? ""),
            ("control_plane", spec.IsControlPlane ? "true" : "false")]);
        foreach (var group in findings.GroupBy(finding => (finding.Check, finding.Severity))
            .OrderBy(group => group.Key.Check, StringComparer.Ordinal).ThenBy(group => group.Key.Severity, StringComparer.Ordinal))
            _findings.Add(group.Count(), [.. place, ("check", group.Key.Check), ("severity", group.Key.Severity)]);
        foreach (var severity in Enum.GetValues<FindingSeverity>())
            _severities.Add(findings.Count(finding => finding.SeverityLevel == severity), [.. place, ("severity", severity.ToString())]);
        foreach (var group in node.Problems.GroupBy(problem => problem.Id).OrderBy(group => group.Key, StringComparer.Ordinal))
            _problems.Add(group.Count(), [.. place, ("problem", group.Key)]);
        if (node.Kubelet is not null)
            AddKubelet(KubeletJudge.Judge(node, spec), KubeletCredential.IsHidden(node), place);
        AddBackups(options.Backups, node.Root, place);
        AddForecast(Forecaster.Run([node]), place);
    }

    private void AddKubelet(KubeletClientVerdict verdict, bool isHidden, IReadOnlyList<(string, string)> place)
    {
        // Who may not read it does not know.
        if (!isHidden)
            _usable.Add(verdict.Usable, place);
        _end.Add(verdict.Certificate?.NotAfter, place);
        _from.Add(verdict.RotationFrom, place);
        _until.Add(verdict.RotationUntil, place);
        _suspect.Add(verdict.Clock.AheadBy is not null, place);
        _ahead.Add(Math.Floor(verdict.Clock.AheadBy?.TotalSeconds ?? 0), place);
    }

    private void AddBackups(Func<string, IReadOnlyList<PkiBackup>>? list, string root, IReadOnlyList<(string, string)> place)
    {
        if (list is null)
            return;
        try
        {
            var backups = list(root);
            foreach (var group in backups.GroupBy(backup => backup.State).OrderBy(group => group.Key, StringComparer.Ordinal))
                _backups.Add(group.Count(), [.. place, ("state", group.Key)]);
            _backup.Add(backups.Max(backup => backup.CreatedAt), place);
        }
        catch (PkiProblemException e)
        {
            _problems.Add(1, [.. place, ("problem", string.Create(CultureInfo.InvariantCulture, $"Backups{e.Problem.Id}"))]);
        }
    }

    private void AddForecast(ForecastResult forecast, IReadOnlyList<(string, string)> place)
    {
        foreach (var stop in forecast.Events.Where(item => item.Change == ForecastChange.Stops).DistinctBy(item => item.Part))
            _stops.Add(stop.At, [.. place, ("part", stop.Part), ("severity", stop.Severity.ToString())]);
        _calm.Add(forecast.CalmUntil, place);
    }
}
