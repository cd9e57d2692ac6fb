using System.Globalization;
using System.Text;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Layout;

namespace KubePki.Reports;

/// <summary>
/// Writes the ends of certificates as a calendar (RFC 5545): an event for those that end together, with alarms 30, 7 and 1 days before.
/// </summary>
public static class ExpiryCalendar
{
    /// <summary>The line by which a file is known as ours.</summary>
    public const string Mark = "PRODID:-//KubePkiPS//";

    // Octets of a line, its end not counted.
    private const int Longest = 75;

    // kubeadm takes some seconds for all that it makes.
    private static readonly TimeSpan Together = TimeSpan.FromHours(1);

    private static readonly int[] AlarmDays = [30, 7, 1];

    /// <summary>Writes the calendar.</summary>
    /// <param name="nodes">The snapshots, each of another root.</param>
    /// <param name="version">The version of this tool.</param>
    /// <returns>The text in UTF-8.</returns>
    public static byte[] Write(IReadOnlyList<NodePki> nodes, string version)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        var lines = new List<string> { "BEGIN:VCALENDAR", "VERSION:2.0", $"{Mark}kubepki {version}//EN", "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH", "X-WR-CALNAME:Kubernetes certificates" };
        foreach (var node in nodes)
        {
            foreach (var group in Groups(node))
                lines.AddRange(Event(node, group));
        }
        lines.Add("END:VCALENDAR");
        var text = new StringBuilder();
        foreach (var line in lines)
            Fold(text, line);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    // Certificates that somebody waits for: no copies, no pems that kubelet has left behind, no chains.
    private static IEnumerable<List<KubeCertificate>> Groups(NodePki node)
    {
        var current = NodeView.Of(node).Kubelet?.Certificate?.Fingerprint;
        var group = new List<KubeCertificate>();
        foreach (var certificate in node.Certificates
            .Where(certificate => certificate.Role is not (PkiRoles.Chain or PkiRoles.KubeconfigAuthority))
            .Where(certificate => certificate.Role != PkiRoles.KubeletClient || certificate.Fingerprint == current)
            .OrderBy(certificate => certificate.NotAfter).ThenBy(certificate => !KubeletFiles.IsCurrent(certificate.NodePath))
            .DistinctBy(certificate => certificate.Fingerprint))
        {
            if (group.Count > 0 && certificate.NotAfter - group[0].NotAfter > Together)
            {
                yield return group;
                group = [];
            }
            group.Add(certificate);
        }
        if (group.Count > 0)
            yield return group;
    }

    private static IEnumerable<string> Event(NodePki node, List<KubeCertificate> group)
    {
        var (at, where) = (group[0].NotAfter, node.NodeName ?? node.Root);
        var names = NameList.Of(group.Select(certificate => certificate.Name));
        var summary = group.Count == 1 ? $"{where}: {names} expires"
            : string.Create(CultureInfo.InvariantCulture, $"{where}: {group.Count} certificates expire: {names}");
        yield return "BEGIN:VEVENT";
        yield return $"UID:{Identity(node, at)}@kubepki";
        yield return $"DTSTAMP:{Utc(node.AsOf)}";
        yield return $"DTSTART:{Utc(at)}";
        yield return "DURATION:PT1H";
        yield return $"SUMMARY:{Escape(summary)}";
        yield return $"DESCRIPTION:{Description(group)}";
        yield return $"LOCATION:{Escape(where)}";
        yield return "CATEGORIES:Kubernetes";
        // It takes nobody's time.
        yield return "TRANSP:TRANSPARENT";
        foreach (var days in AlarmDays.Where(days => at.AddDays(-days) >= node.AsOf))
        {
            yield return "BEGIN:VALARM";
            yield return "ACTION:DISPLAY";
            yield return $"DESCRIPTION:{Escape(summary)}";
            yield return string.Create(CultureInfo.InvariantCulture, $"TRIGGER:-P{days}D");
            yield return "END:VALARM";
        }
        yield return "END:VEVENT";
    }

    // The same event whenever the calendar is made, until the certificates are renewed.
    private static string Identity(NodePki node, DateTimeOffset at) =>
        TextHash.Of($"{node.NodeName ?? node.Root}\n{Utc(at)}")[..32];

    private static string Description(List<KubeCertificate> group) => string.Join("\\n", group.Select(certificate => Escape(
        $"{certificate.Name}: {certificate.NodePath} ends at {Times.Rfc3339(certificate.NotAfter)}. "
            + PkiRoles.Of(certificate.Role).Consequence)));

    private static string Utc(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Escape(string text) => Printable.Text(text).Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace(";", "\\;", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal);

    // A line goes on behind a line end and a blank, and no character is broken.
    private static void Fold(StringBuilder text, string line)
    {
        var length = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (length + rune.Utf8SequenceLength > Longest)
            {
                text.Append("\r\n ");
                length = 1;
            }
            text.Append(rune.ToString());
            length += rune.Utf8SequenceLength;
        }
        text.Append("\r\n");
    }
}
