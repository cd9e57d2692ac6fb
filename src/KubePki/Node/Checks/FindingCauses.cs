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

    private static readonly HashSet<string> OfEnd = [nameof(CertificateExpired), nameof(KubeconfigCredentialExpired)];

    // What is found only because something else is wrong.
    private static readonly HashSet<string> Consequential =
        [nameof(KubeletCredentialUnusable), nameof(BootstrapFileMissing), nameof(ClockSuspect)];

    /// <summary>The causes: a wrong clock first, then by severity.</summary>
    /// <param name="findings">The findings, the worst first.</param>
    public static IReadOnlyList<FindingCause> Of(IReadOnlyList<KubePkiFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        var causes = findings.GroupBy(finding => finding.Root).SelectMany(node => OfNode([.. node])).ToList();
        // Stable: within a severity what came first stays first.
        return [.. causes.OrderByDescending(cause => IsOfFuture(cause.First)).ThenByDescending(cause => cause.Severity)
            .ThenBy(cause => cause.Members.Min(member => IndexOf(findings, member)))];
    }

    /// <summary>Whether a check finds only what follows from something else.</summary>
    internal static bool IsConsequence(string check) => Consequential.Contains(check);

    private static int IndexOf(IReadOnlyList<KubePkiFinding> findings, KubePkiFinding finding)
    {
        for (var i = 0; i < findings.Count; i++)
        {
            if (ReferenceEquals(findings[i], finding))
                return i;
        }
        return findings.Count;
    }

    private static List<FindingCause> OfNode(List<KubePkiFinding> findings)
    {
        var sorter = new Sorter(findings);
        sorter.Group(IsOfFuture,
            finding => finding.Check == nameof(ClockSuspect) || (IsUnusable(finding) && IsNotYetValid(finding)), Future);
        foreach (var authority in findings.Where(finding => finding.Check == nameof(CertificateExpired) && IsAuthority(finding)).ToList())
            sorter.Group(finding => ReferenceEquals(finding, authority), finding => IsBelow(finding, authority), _ => Ended(authority));
        foreach (var day in findings.Where(IsEnded).Select(DayOf).Distinct().ToList())
            sorter.Group(finding => IsEnded(finding) && DayOf(finding) == day, finding => NeedsBootstrap(finding, findings, day), Expired);
        foreach (var day in findings.Where(IsExpiring).Select(DayOf).Distinct().ToList())
            sorter.Group(finding => IsExpiring(finding) && DayOf(finding) == day, _ => false, Expiring);
        sorter.Group(finding => finding.Check == nameof(EmptyFile), finding => IsOfEmptyFile(finding, findings),
            members => $"{members.Count} files are empty (0 bytes), for example after a power failure.");
        foreach (var same in findings.GroupBy(finding => finding.Check).Where(IsOneCause).ToList())
            sorter.Group(finding => finding.Check == same.Key, _ => false, SharedMessage);
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

    // kubelet needs it only because its own credential is gone.
    private static bool NeedsBootstrap(KubePkiFinding finding, List<KubePkiFinding> all, string day) =>
        finding.Check == nameof(BootstrapFileMissing) && all.Exists(other => IsUnusable(other) && IsEnded(other) && DayOf(other) == day);

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

    private static string SharedMessage(List<KubePkiFinding> members) => members.TrueForAll(member => member.Message == members[0].Message)
        ? members[0].Message
        : CheckCatalogue.All.FirstOrDefault(check => check.Name == members[0].Check)?.Summary ?? members[0].Message;

    /// <summary>Takes findings out of those that are left, cause by cause.</summary>
    private sealed class Sorter(List<KubePkiFinding> findings)
    {
        private readonly List<KubePkiFinding> _left = [.. findings];
        private readonly List<FindingCause> _causes = [];

        /// <summary>Makes one cause of the findings that have a fault, and of those that follow from it; of less than two none.</summary>
        public void Group(
            Predicate<KubePkiFinding> isMember, Func<KubePkiFinding, bool> follows, Func<List<KubePkiFinding>, string> message)
        {
            var members = _left.FindAll(isMember);
            if (members.Count == 0)
                return;
            var all = members.Concat(_left.Where(finding => !members.Contains(finding) && follows(finding))).ToList();
            if (all.Count < 2)
                return;
            // What has the fault comes before what follows.
            _causes.Add(new FindingCause(message(members), [.. all.OrderBy(finding => IsConsequence(finding.Check))]));
            _left.RemoveAll(finding => all.Exists(member => ReferenceEquals(member, finding)));
        }

        /// <summary>The causes, and each finding that is left.</summary>
        public List<FindingCause> Finish() => [.. _causes, .. _left.Select(finding => new FindingCause(finding.Message, [finding]))];
    }
}
