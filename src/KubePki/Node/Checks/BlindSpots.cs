using KubePki.Model;
using KubePki.Node.Checks.Content;
using KubePki.Node.Checks.Keys;
using KubePki.Node.Checks.Kubeconfigs;
using KubePki.Node.Checks.Kubelet;
using KubePki.Node.Kubelet;

namespace KubePki.Node.Checks;

/// <summary>
/// Takes from findings what only the reader's view is to blame for: what lies in the part of an archive that is missing, and what the
/// reader has no right to read. Neither says anything about the node.
/// </summary>
internal static class BlindSpots
{
    private const string Absence = "does not exist";

    private static readonly HashSet<string> OfAbsence = [nameof(CertificateMissing), nameof(KeyMissing), nameof(DanglingReference),
        nameof(BootstrapFileMissing), nameof(KubeletLinkBroken), nameof(KubeconfigKeyMismatch)];

    private static readonly HashSet<string> OfCredential = [nameof(KubeletCredentialUnusable), nameof(BootstrapFileMissing)];

    // A mode and an owner are known of a file that cannot be read.
    private static readonly HashSet<string> OfStat = [nameof(Files.LooseMode), nameof(Files.WrongOwner)];

    /// <summary>The findings that are the node's, and what is known of the others.</summary>
    /// <param name="node">The node.</param>
    /// <param name="findings">What the checks found.</param>
    public static IEnumerable<KubePkiFinding> Temper(NodePki node, IEnumerable<KubePkiFinding> findings)
    {
        if (node.Problems.Any(problem => problem.IsDenied))
        {
            var isUnknown = KubeletCredential.IsHidden(node);
            findings = findings.Where(finding => OfStat.Contains(finding.Check)
                || !(IsHidden(node, finding) || (isUnknown && OfCredential.Contains(finding.Check))));
        }
        return node.IsCutOff ? CutOff([.. findings]) : findings;
    }

    private static bool IsHidden(NodePki node, KubePkiFinding finding) =>
        (finding.NodePath is { } path && node.IsHidden(path)) || (IsOfAbsence(finding) && MentionsHidden(node, finding));

    private static bool MentionsHidden(NodePki node, KubePkiFinding finding) =>
        node.Problems.Any(problem => problem.IsDenied && Mentions(TextsOf(finding), problem.NodePath));

    // x.key is not x.key.bak, and pki/etcd not pki/etcd-ca.crt.
    private static bool Mentions(string text, string path)
    {
        for (var at = text.IndexOf(path, StringComparison.Ordinal); at >= 0; at = text.IndexOf(path, at + 1, StringComparison.Ordinal))
        {
            var end = at + path.Length;
            if (end == text.Length || text[end] == '/' || !(char.IsLetterOrDigit(text[end]) || text[end] is '-' or '_'
                || (text[end] == '.' && end + 1 < text.Length && char.IsLetterOrDigit(text[end + 1]))))
                return true;
        }
        return false;
    }

    private static string TextsOf(KubePkiFinding finding) => string.Join('\n', finding.Proof.Prepend(finding.Message));

    private static bool IsOfAbsence(KubePkiFinding finding) => OfAbsence.Contains(finding.Check)
        || TextsOf(finding).Contains(Absence, StringComparison.Ordinal);

    // The archive comes before all that it may be to blame for.
    private static List<KubePkiFinding> CutOff(List<KubePkiFinding> findings)
    {
        var others = findings.FindAll(finding => !IsOfArchive(finding)).ConvertAll(finding =>
            IsOfAbsence(finding) || finding.Check is nameof(UnreadableFile) or nameof(EmptyFile) ? Doubtful(finding) : finding);
        var worst = others.Count == 0 ? FindingSeverity.Information : others.Max(finding => finding.SeverityLevel);
        var archives = findings.Where(IsOfArchive)
            .Select(finding => finding.SeverityLevel < worst ? finding with { SeverityLevel = worst } : finding);
        return [.. archives, .. others];
    }

    private static bool IsOfArchive(KubePkiFinding finding) =>
        finding.Check == nameof(UnreadableFile) && finding.NodePath == UnreadableFile.Top;

    private static KubePkiFinding Doubtful(KubePkiFinding finding) => finding with
    {
        SeverityLevel = FindingSeverity.Information,
        Message = $"{finding.Message} The archive is damaged: this may be so in the archive only.",
        Remedy = "Get the archive again, then test it again.",
        Fix = null,
        CanRepair = false,
    };
}
