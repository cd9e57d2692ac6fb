using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Checks.Kubelet;
using KubePki.Node.Configuration;
using KubePki.Node.Kubelet;
using KubePki.Reports;

namespace KubePki.Changes.Repair;

/// <summary>
/// The verdict on kubelet's credential, with the command that repairs it; or, where it is good, with what keeps kubelet from its API server
/// all the same.
/// </summary>
public static class KubeletOutlook
{
    /// <summary>Whether the reader has no right to read the credential, so that there is no verdict.</summary>
    /// <param name="node">The snapshot.</param>
    public static bool IsHidden(NodePki node) => KubeletCredential.IsHidden(node);

    /// <summary>Looks at the kubelet of a node.</summary>
    /// <param name="node">The snapshot.</param>
    /// <param name="nodeName">The node's name when it is known better than the files tell; else null.</param>
    /// <param name="path">The pem or the kubeconfig that is asked about; null for what kubelet uses.</param>
    /// <param name="command">The command that repairs.</param>
    public static KubeletClientVerdict Of(NodePki node, string? nodeName, string? path, RepairCommandLine command)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(command);
        var verdict = KubeletJudge.Judge(node, SpecBuilder.Build(node), nodeName, path);
        var findings = RepairOutlook.Of(node, Diagnosis.Run(node), command);
        return verdict with { Remedy = (verdict.Usable ? OfServer(findings) : OfKubelet(findings, verdict)) ?? verdict.Remedy };
    }

    // Whoever may come in still needs somebody to be there.
    private static string? OfServer(IReadOnlyList<KubePkiFinding> findings)
    {
        if (Headline.Of(findings) is not { } headline)
            return null;
        return $"kubelet\u02bcs credential needs no action. {headline.TrimEnd('.')}; {Headline.Fix(findings) ?? findings[0].Remedy}";
    }

    // Another pem, or another name, is another question.
    private static string? OfKubelet(IReadOnlyList<KubePkiFinding> findings, KubeletClientVerdict verdict) => findings
        .FirstOrDefault(finding => finding is { Check: nameof(KubeletCredentialUnusable), Cure: not null }
            && finding.Message == Printable.Text(verdict.Reason))?.Remedy;
}
