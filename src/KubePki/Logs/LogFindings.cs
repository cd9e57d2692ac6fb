using KubePki.Model;

namespace KubePki.Logs;

/// <summary>Makes findings of what was seen.</summary>
internal static class LogFindings
{
    /// <summary>The severe first; among these causes before what they lead to, what is proved, the special, the frequent.</summary>
    public static IComparer<KubePkiLogFinding> Order { get; } = Comparer<KubePkiLogFinding>.Create(Compare);

    public static KubePkiLogFinding Make(LogMatch match, LogFileLinker? linker, DateTimeOffset asOf)
    {
        var (entry, values) = (match.Entry, match.Values);
        var proof = match.IsRest ? null : linker?.Prove(match);
        var cure = proof is null ? null : linker!.CureFor(entry, proof);
        var message = match.IsRest ? "Further lines of this kind, with other values than those listed."
            : $"{values.Fill(entry.Says).TrimEnd('.')}.{Around(match)}";
        return new KubePkiLogFinding
        {
            Check = entry.Id,
            SeverityLevel = entry.Severity,
            Standing = entry.Standing,
            Target = proof?.Target ?? (match.Component.Length > 0 ? match.Component : "log"),
            Path = proof?.Path,
            NodePath = proof?.NodePath,
            NodeName = linker?.NodeName,
            Root = linker?.Root ?? "/",
            Certificate = proof?.Certificate,
            Message = proof is not null ? $"{message} {proof.Says}"
                : IsUnproved(entry, linker) ? $"{message} No file of the node confirms it."
                : message,
            Proof = proof?.Facts ?? TextList.Empty,
            // What keeps a server from listening is no proof of the line.
            IsProved = proof is not null && entry.Standing != LogStanding.Elsewhere,
            Why = values.Fill(entry.Why),
            Remedy = Remedy(entry, values, proof, cure),
            CanRepair = proof is not null && cure?.CanRepair == true,
            Reference = entry.Reference ?? cure?.Reference,
            AsOf = asOf,
            Count = match.Count,
            FirstSeen = match.First,
            LastSeen = match.Last,
            Component = match.Component,
            Source = match.Source,
            Line = match.Line,
            Values = values.ToList(),
            IsPki = entry.Standing != LogStanding.Elsewhere,
        };
    }

    private static string Remedy(LogEntry entry, LogValues values, LogProof? proof, KubePkiFinding? cure)
    {
        var remedy = (proof is null ? Advice.Of($"Check: {values.Advise(entry.Look)} Then: {values.Advise(entry.Remedy)}")
            : proof.Remedy ?? (cure is null ? values.Advise(entry.Remedy) : Advice.Written(cure.Remedy))).ToString();
        return entry.Trap is not { } trap || proof is { IsOfOwn: true } ? remedy
            : $"{remedy}{(remedy.EndsWith('.') ? "" : ".")} Caution: {trap}";
    }

    // Who wrote the line and which server it is about, unless the message says so.
    private static string Around(LogMatch match)
    {
        var said = match.Values.Fill(match.Entry.Says);
        var server = match.Values["endpoint"] is { } endpoint && LogEndpoint.HostOf(endpoint) is { Length: > 0 } host
            && !said.Contains(host, StringComparison.Ordinal) ? endpoint : null;
        var writer = match.IsWriterKnown && !said.Contains(match.Component, StringComparison.Ordinal) ? match.Component : null;
        return (server, writer) switch
        {
            (not null, not null) => $" Logged by {writer} about {server}.",
            (not null, null) => $" The server is {server}.",
            (null, not null) => $" Logged by {writer}.",
            _ => "",
        };
    }

    private static bool IsUnproved(LogEntry entry, LogFileLinker? linker) => linker is not null && entry.Proofs.Count > 0;

    private static int Compare(KubePkiLogFinding left, KubePkiLogFinding right)
    {
        var order = right.SeverityLevel.CompareTo(left.SeverityLevel);
        if (order == 0)
            order = Weight(left).CompareTo(Weight(right));
        if (order == 0)
            order = LogCatalogue.Find(left.Check)!.Rank.CompareTo(LogCatalogue.Find(right.Check)!.Rank);
        if (order == 0)
            order = right.Count.CompareTo(left.Count);
        return order != 0 ? order : string.CompareOrdinal(left.Source, right.Source);
    }

    // A symptom with a proof is as good as a cause.
    private static int Weight(KubePkiLogFinding finding) => (finding.Standing, finding.IsProved) switch
    {
        (LogStanding.Cause, true) => 0,
        (LogStanding.Symptom, true) => 1,
        (LogStanding.Cause, false) => 2,
        (LogStanding.Symptom, false) => 3,
        (LogStanding.Elsewhere, _) => 4,
        (LogStanding.Consequence, _) => 5,
        _ => 6,
    };
}
