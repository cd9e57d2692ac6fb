using KubePki.Cluster.Trust.Published;
using KubePki.Cluster.Trust.Requests;
using KubePki.Model;

namespace KubePki.Cluster.Trust.Serving;

/// <summary>What the kubelets of a cluster serve: one finding for all that have the same fault.</summary>
/// <param name="asOf">The moment to look at.</param>
/// <param name="within">What counts as expiring; null for the usual.</param>
internal sealed class KubeletSurvey(DateTimeOffset asOf, ExpiryThreshold? within = null)
{
    private const string Target = "kubelets";

    private readonly Dictionary<string, List<(string Node, string Fact, DateTimeOffset? At)>> _faults = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The requests that wait, by node.</summary>
    public ILookup<string, WaitingRequest>? Waiting { get; set; }

    /// <summary>Takes what came of one kubelet.</summary>
    /// <param name="node">The node.</param>
    /// <param name="verdict">What it serves; null for a node that was not connected to.</param>
    /// <param name="reason">Why it was not.</param>
    public void Add(string node, KubeEndpointVerdict? verdict, string reason = "it has no address")
    {
        _count++;
        if (verdict is null)
            Note("KubeletUnreachable", node, reason, null);
        else if (verdict.State is EndpointState.Unreachable)
            Note("KubeletUnreachable", node, $"{verdict.Endpoint}: {verdict.Failure}", null);
        else if (verdict.State is EndpointState.HandshakeFailed or EndpointState.NotTls)
            Note("KubeletServesNothing", node, $"{verdict.Endpoint}: {verdict.Failure}{Request(node)}", null);
        else if (verdict.Certificate is { } certificate)
            Judge(node, verdict, certificate);
    }

    /// <summary>What is wrong.</summary>
    public IEnumerable<TrustFault> Faults() =>
        Texts.Where(text => _faults.ContainsKey(text.Check)).Select(text => Fault(text, _faults[text.Check]));

    /// <summary>What may be found, the worst first.</summary>
    public static IReadOnlyList<KubeletText> Texts { get; } =
    [
        new("KubeletServingExpired", FindingSeverity.Error, "{0} an expired certificate",
            "kubectl top and autoscaling by metrics have no values from them; with --kubelet-certificate-authority kubectl logs and exec "
                + "fail, too.",
            $"On each of these nodes: kubepki test tells who renews it; kubepki repair kubelet --what-if"),
        new("KubeletServesNothing", FindingSeverity.Error, "{0} no certificate",
            "kubectl logs, exec and port-forward to their pods fail: remote error: tls: internal error.",
            $"If their requests wait: kubepki csr approve --policy kubelet-serving --what-if; else on the node: "
                + $"journalctl -u kubelet | kubepki logs"),
        new("KubeletServingWrongAuthority", FindingSeverity.Warning, "{0} a certificate that the cluster's CA has not signed",
            "Whoever verifies kubelets by the cluster's CA (metrics-server, --kubelet-certificate-authority) rejects them.",
            $"On each of these nodes: kubepki test; kubepki repair kubelet --serving bootstrap --what-if"),
        new("KubeletServingWrongName", FindingSeverity.Warning, "{0} a certificate that is not valid for the node's address",
            "metrics-server and, with --kubelet-certificate-authority, kubectl logs and exec reject them.",
            $"On each of these nodes: kubepki test; kubepki repair kubelet --serving bootstrap --what-if"),
        new("KubeletServingSelfSigned", FindingSeverity.Warning, "{0} a self-made certificate",
            "Nobody can verify these nodes: the API server does not unless --kubelet-certificate-authority is set, and metrics-server "
                + "rejects them.",
            $"Set serverTLSBootstrap: true in kubelet's configuration (kubepki repair kubelet --serving bootstrap --what-if), then approve "
                + $"their requests: kubepki csr approve --policy kubelet-serving --what-if"),
        new("KubeletServingExpiring", FindingSeverity.Warning, "{0} a certificate that expires soon",
            "Kubelets with serverTLSBootstrap renew them at 70 to 90 % of the lifetime, when somebody approves; what they made themselves "
                + "is never renewed.",
            $"Approve what waits: kubepki csr approve --policy kubelet-serving --what-if; on the nodes: kubepki test"),
        new("KubeletUnreachable", FindingSeverity.Information, "cannot be reached from here",
            "What they serve is not known. It says nothing about the nodes: this machine may have no route to them.",
            $"Run kubepki cluster on a machine that can reach the nodes, such as a control plane node"),
    ];

    private void Judge(string node, KubeEndpointVerdict verdict, KubeCertificate certificate)
    {
        var facts = $"{verdict.Endpoint}: {certificate.Subject}, issuer {certificate.Issuer}, "
            + $"NotAfter {Times.Rfc3339(certificate.NotAfter)}";
        var goError = verdict.GoError is { } error ? $"; Go: {error}" : "";
        if (certificate.Expired)
            Note("KubeletServingExpired", node, facts + Request(node), certificate.NotAfter);
        else if (TrustCertificates.IsNear(certificate, within))
            Note("KubeletServingExpiring", node, facts + Request(node), certificate.NotAfter);
        var checks = verdict.Findings.Select(finding => finding.Check).ToHashSet(StringComparer.Ordinal);
        if (checks.Contains("EndpointSelfSigned"))
            Note("KubeletServingSelfSigned", node, facts + Request(node), null);
        else if (checks.Contains("EndpointWrongAuthority"))
            Note("KubeletServingWrongAuthority", node, facts + goError, null);
        if (checks.Contains("EndpointWrongName"))
            Note("KubeletServingWrongName", node, facts + (checks.Contains("EndpointWrongAuthority") ? "" : goError), null);
    }

    private void Note(string check, string node, string fact, DateTimeOffset? at)
    {
        if (!_faults.TryGetValue(check, out var list))
            _faults.Add(check, list = []);
        list.Add((node, fact, at));
    }

    private string Request(string node) =>
        Waiting?[node].FirstOrDefault() is { } waiting ? $"; its request {waiting.Name} waits since {Times.Rfc3339(waiting.Since)}" : "";

    private TrustFault Fault(KubeletText text, List<(string Node, string Fact, DateTimeOffset? At)> list)
    {
        var who = list.Count == _count && _count > 1 ? $"All {_count} kubelets"
            : $"{TrustFault.Count(list.Count, "kubelet")} ({TrustFault.Names([.. list.Select(item => item.Node)])})";
        var first = list.Min(item => item.At) is not { } at ? ""
            : $", {(list.Count > 1 ? "the first " : "")}{(at < asOf ? "since" : "on")} {Times.Date(at)}";
        return new TrustFault(text.Check, text.Severity, Target,
            $"{who} {string.Format(System.Globalization.CultureInfo.InvariantCulture, text.Sentence,
                list.Count == 1 ? "serves" : "serve")}{first}.", text.Why, text.Remedy)
            .With([.. list.Select(item => $"{item.Node}: {item.Fact}")]);
    }
}
