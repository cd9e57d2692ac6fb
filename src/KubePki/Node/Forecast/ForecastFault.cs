using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Checks.Kubelet;

namespace KubePki.Node.Forecast;

/// <summary>A fault of a node that no moment of the time ahead changes.</summary>
/// <param name="Target">What it speaks of: a role, a file, a component.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="What">What is wrong, and with what.</param>
/// <param name="Cause">The check that found it, and what stops because of it.</param>
/// <param name="NodePath">The file; null when it speaks of none.</param>
internal sealed record ForecastFault(string Target, FindingSeverity Severity, string What, string Cause, string? NodePath)
{
    /// <summary>The faults of a node that last.</summary>
    /// <param name="view">The node.</param>
    /// <param name="kubelet">kubelet's credential; null when it has none that can be read.</param>
    /// <param name="cancellation">Stops the diagnosis.</param>
    public static IEnumerable<ForecastFault> Of(NodeView view, ForecastCredential? kubelet, CancellationToken cancellation) =>
        Diagnosis.Run(view.Pki, cancellation).Where(finding => Lasts(finding, kubelet)).Select(Of);

    /// <summary>A finding as a fault that lasts.</summary>
    public static ForecastFault Of(KubePkiFinding finding) => new(TargetOf(finding), finding.SeverityLevel, Sentence(finding),
        $"{finding.Check}: {finding.Why}", finding.NodePath);

    /// <summary>Whether kubelet cannot get in, or is not let do anything, with what it has, and time does not change that.</summary>
    /// <param name="verdict">What is known of it.</param>
    /// <param name="credential">Its credential.</param>
    public static bool IsRefused(KubeletClientVerdict verdict, ForecastCredential credential) => IsMisnamed(verdict)
        || (verdict is { Usable: false, HealsAt: null, Certificate.Expired: false }
            && credential.FaultAt(verdict.AsOf) is var fault && (fault is null || fault.NotBefore > verdict.AsOf));

    // Who signs approves a kubelet's request only for the name under which it comes, and the node authorizer answers 403.
    private static bool IsMisnamed(KubeletClientVerdict verdict) => verdict.NameMatches == false;

    // What time brings is foretold by certificates.
    private static bool Lasts(KubePkiFinding finding, ForecastCredential? kubelet)
    {
        if (finding.SeverityLevel < FindingSeverity.Error)
            return false;
        if (finding.Check == nameof(KubeletNodeNameMismatch))
            return true;
        if (finding.Certificate is not (null or { Status: CertificateStatus.Valid or CertificateStatus.Expiring }))
            return false;
        if (finding.Check == nameof(KubeletCredentialUnusable))
            return kubelet?.FaultAt(finding.AsOf) is null;
        return CheckCatalogue.All.FirstOrDefault(check => check.Name == finding.Check)?.Category
            is not (null or "Validity" or "Kubelet" or "Clock" or "Files");
    }

    // "It is not valid for" means nothing without what it is.
    private static string Sentence(KubePkiFinding finding)
    {
        if (finding.NodePath is { } path && finding.Message.Contains(path, StringComparison.Ordinal))
            return finding.Message;
        var target = TargetOf(finding);
        var subject = finding.NodePath is null || finding.NodePath == target ? target : $"{target} ({finding.NodePath})";
        return finding.NodePath is null && finding.Message.Contains(target, StringComparison.Ordinal) ? finding.Message
            : $"{subject}: {finding.Message}";
    }

    // A dated file says less than whose it is.
    private static string TargetOf(KubePkiFinding finding) =>
        finding.Check == nameof(KubeletNodeNameMismatch) ? ForecastPart.Kubelet.Name : finding.Target;
}
