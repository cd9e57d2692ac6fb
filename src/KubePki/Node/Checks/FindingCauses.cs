using KubePki.Model;
using KubePki.Node.Checks.Chain;
using KubePki.Node.Checks.Clock;
using KubePki.Node.Checks.Content;
using KubePki.Node.Checks.Kubeconfigs;
using KubePki.Node.Checks.Kubelet;
using KubePki.Node.Checks.Validity;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks;

/// <summary>
/// Puts findings of one cause together: what expired on one day, what an expired CA has signed, what a wrong clock makes invalid, files
/// that one power failure has emptied. The findings stay what they are.
/// </summary>
public static class FindingCauses
{
    // Fewer stand by themselves: each has its own message.
    private const int Many = 3;

    // A file may hold thousands; each is asked what it has signed.
    private const int MaxAuthorities = 100;

    private static readonly HashSet<string> OfEnd = [nameof(CertificateExpired), nameof(KubeconfigCredentialExpired)];

    // What is found only because something else is wrong.
    private static readonly HashSet<string> Consequential =
        [nameof(KubeletCredentialUnusable), nameof(BootstrapFileMissing), nameof(ClockSuspect)];

    /// <summary>The causes: a wrong clock first, then by severity.</summary>
    /// <param name="findings">The findings, the worst first.</param>
    public static IReadOnlyList<FindingCause> Of(IReadOnlyList<KubePkiFinding> findings) => Of(findings, CheckCatalogue.All);

    /// <summary>The causes: a wrong clock first, then by severity.</summary>
    /// <param name="findings">The findings, the worst first.</param>
    /// <param name="checks">The checks that were asked, whose summaries stand for many findings of one.</param>
    public static IReadOnlyList<FindingCause> Of(IReadOnlyList<KubePkiFinding> findings, IReadOnlyList<KubePkiCheck> checks)
    {
        ArgumentNullException.ThrowIfNull(findings);
        ArgumentNullException.ThrowIfNull(checks);
        var causes = findings.GroupBy(finding => finding.Root).SelectMany(node => OfNode([.. node], checks)).ToList();
        var places = new Dictionary<KubePkiFinding, int>(ReferenceEqualityComparer.Instance);
        foreach (var finding in findings)
            places.TryAdd(finding, places.Count);
        // Stable: within a severity what came first stays first.
        return [.. causes.OrderByDescending(cause => IsOfFuture(cause.First)).ThenByDescending(cause => cause.Severity)
            .ThenBy(cause => cause.Members.Min(member => places[member]))];
    }

    /// <summary>Whether a check finds only what follows from something else.</summary>
    internal static bool IsConsequence(string check) => Consequential.Contains(check);

    private static IEnumerable<FindingCause> OfNode(List<KubePkiFinding> findings, IReadOnlyList<KubePkiCheck> checks)
    {
        var sorter = new Sorter(findings);
        sorter.Group(findings.Where(IsOfFuture),
            findings.Where(finding => finding.Check == nameof(ClockSuspect) || (IsUnusable(finding) && IsNotYetValid(finding))), Future);
        foreach (var authority in findings.Where(finding => finding.Check == nameof(CertificateExpired) && IsAuthority(finding))
            .Take(MaxAuthorities))
            sorter.Group([authority], findings.Where(finding => IsBelow(finding, authority)), _ => Ended(authority));
        var withoutKubelet = findings.Where(finding => IsUnusable(finding) && IsEnded(finding)).Select(DayOf).ToHashSet();
        var bootstrap = findings.FindAll(finding => finding.Check == nameof(BootstrapFileMissing));
        // kubelet needs the file only because its own credential is gone.
        foreach (var day in findings.Where(IsEnded).GroupBy(DayOf))
            sorter.Group(day, withoutKubelet.Contains(day.Key) ? bootstrap : [], Expired);
        foreach (var day in findings.Where(IsExpiring).GroupBy(DayOf))
            sorter.Group(day, [], Expiring);
        sorter.Group(findings.Where(finding => finding.Check == nameof(EmptyFile)),
            findings.Where(finding => IsOfEmptyFile(finding, findings)),
            members => $"{members.Count} files are empty (0 bytes), for example after a power failure.");
        foreach (var same in findings.GroupBy(finding => finding.Check).Where(IsOneCause))
            sorter.Group(same, [], members => SharedMessage(members, checks));
        return sorter.Finish();
    }

    private static bool IsOfFuture(KubePkiFinding finding) => finding.Check == nameof(CertificateNotYetValid);

    private static bool IsNotYetValid(KubePkiFinding finding) =>
        finding.Certificate is { IsNeverValid: false } certificate && certificate.AsOf < certificate.NotBefore;

    private static bool IsUnusable(KubePkiFinding finding) => finding.Check == nameof(KubeletCredentialUnusable);

    private static bool IsExpiring(KubePkiFinding finding) =>
        finding.Check == nameof(CertificateExpiring) && finding.Certificate is not null;

    private static string Future(List<KubePkiFinding> members) =>
        members.Find(member => member.Target == CertificateNotYetValid.ClockTarget) is { } clock ? clock.Message
            : members.Count == 1 ? members[0].Message
            : $"They are not valid until {Times.Rfc3339(members.Max(member => member.Certificate!.NotBefore))}: the clock was ahead when "
                + "they were issued, or is behind now.";

    private static bool IsAuthority(KubePkiFinding finding) =>
        finding.Certificate is { } certificate && PkiRoles.Find(certificate.Role)?.Kind == PkiRoleKind.Authority;

    // What it has signed, by the signature; and the same CA in other files.
    private static bool IsBelow(KubePkiFinding finding, KubePkiFinding authority) => finding.Certificate is { } certificate
        ? finding.Check != nameof(CertificateExpiring) && (certificate.Expired || IsUnusable(finding))
            && (certificate.Fingerprint == authority.Certificate!.Fingerprint
                || certificate.Authority?.Split(", ").Contains(authority.Certificate.Role) == true)
        : finding.Check is nameof(AuthorityNotUsable) && finding.NodePath == authority.NodePath;

    private static string Ended(KubePkiFinding authority) =>
        $"The CA expired on {DayOf(authority)}, {AgoOf(authority)} ago, and with it all that it signed.";

    private static bool IsEnded(KubePkiFinding finding) => OfEnd.Contains(finding.Check) && finding.Certificate is not null
        || (IsUnusable(finding) && finding.Certificate is { Expired: true, IsNeverValid: false });

    private static string Expired(List<KubePkiFinding> members) =>
        $"{(members.Count(member => !IsConsequence(member.Check)) == 1 ? "It" : "They")} expired on {DayOf(members[0])}, "
            + $"{AgoOf(members[0])} ago.";

    private static string Expiring(List<KubePkiFinding> members) =>
        $"They expire on {DayOf(members[0])}, in {Times.Span(members[0].Certificate!.Remaining)}.";

    private static string AgoOf(KubePkiFinding finding) => Times.Span(finding.Certificate!.Remaining);

    private static string DayOf(KubePkiFinding finding) => finding.Certificate is { } certificate ? Times.Date(certificate.NotAfter) : "";

    private static bool IsOfEmptyFile(KubePkiFinding finding, List<KubePkiFinding> all) =>
        IsUnusable(finding) && all.Exists(empty => empty.Check == nameof(EmptyFile) && empty.NodePath == finding.NodePath);

    // Many of a kind; or fewer that say the same.
    private static bool IsOneCause(IGrouping<string, KubePkiFinding> same) =>
        same.Count() >= Many || (same.Count() > 1 && same.Select(finding => finding.Message).Distinct().Count() == 1);

    private static string SharedMessage(List<KubePkiFinding> members, IReadOnlyList<KubePkiCheck> checks) =>
        members.TrueForAll(member => member.Message == members[0].Message) ? members[0].Message
        : checks.FirstOrDefault(check => check.Name == members[0].Check)?.Summary ?? members[0].Message;

    /// <summary>Takes findings out of those that are left, cause by cause.</summary>
    private sealed class Sorter(List<KubePkiFinding> findings)
    {
        private readonly HashSet<KubePkiFinding> _left = new(findings, ReferenceEqualityComparer.Instance);
        private readonly List<FindingCause> _causes = [];

        /// <summary>Makes one cause of findings that have a fault, and of those that follow from it; of less than two none.</summary>
        public void Group(IEnumerable<KubePkiFinding> faulty, IEnumerable<KubePkiFinding> following,
            Func<List<KubePkiFinding>, string> message)
        {
            var members = faulty.Where(_left.Contains).ToList();
            if (members.Count == 0)
                return;
            var known = new HashSet<KubePkiFinding>(members, ReferenceEqualityComparer.Instance);
            List<KubePkiFinding> all = [.. members, .. following.Where(finding => _left.Contains(finding) && known.Add(finding))];
            if (all.Count < 2)
                return;
            // What has the fault comes before what follows.
            _causes.Add(new FindingCause(message(members), [.. all.OrderBy(finding => IsConsequence(finding.Check))]));
            _left.ExceptWith(all);
        }

        /// <summary>The causes, and each finding that is left.</summary>
        public IEnumerable<FindingCause> Finish() =>
            [.. _causes, .. findings.Where(_left.Contains).Select(finding => new FindingCause(finding.Message, [finding]))];
    }
}
