using System.Security.Authentication;
using System.Text.RegularExpressions;
using KubePki.Model;
using KubePki.Node.Configuration;
using KubePki.Node.Guidance;
using KubePki.Node.Layout;
using KubePki.Node.Verdicts;
using KubePki.Pki.Verification;

namespace KubePki.Cluster.Probing;

/// <summary>Judges what came of the connections to an endpoint. It is pure: nothing is dialled or read.</summary>
internal sealed partial class EndpointJudge(ProbeOptions options)
{
    private static readonly string[] MakeTheirOwn = ["kubelet", "kube-controller-manager", "kube-scheduler"];

    private readonly ServedCertificates _certificates = new(options);
    private readonly NodeGuidance? _guidance = options.Node is { IsEmpty: false } node
        ? new NodeGuidance(node, SpecBuilder.Build(node))
        : null;

    // Several endpoints are judged at once; the node is diagnosed once, and only if anything asks.
    private readonly Lazy<IReadOnlyList<KubePkiFinding>> _diagnosis =
        new(() => options is { Node: { IsEmpty: false } node, Diagnose: { } diagnose } ? diagnose(node) : []);

    /// <summary>The verdict.</summary>
    /// <param name="target">The endpoint.</param>
    /// <param name="seen">A connection without a client certificate.</param>
    /// <param name="shown">A connection with ours; null when we have none.</param>
    public KubeEndpointVerdict Judge(ProbeTarget target, Handshake seen, Handshake? shown)
    {
        var facts = Facts(target, seen, shown, out var chain, out var verdict);
        // With TLS 1.2, who has no certificate does not get to the end of the handshake.
        var whole = seen.Time is null && shown?.Time is not null ? shown : seen;
        return new KubeEndpointVerdict
        {
            Endpoint = target.Endpoint,
            Host = target.Host,
            Port = target.Port,
            Component = facts.Component,
            Origin = target.Origin,
            ServerName = facts.ServerName,
            State = EndpointFindings.State(facts),
            Failure = seen.Unreachable ?? (seen.IsPlainHttp ? "it uses plain HTTP" : seen.Failure),
            Protocol = whole.Time is null ? null : Protocol(whole.Protocol),
            CipherSuite = whole.CipherSuite,
            HandshakeTime = whole.Time,
            Certificate = facts.Served,
            Chain = chain,
            Verdict = verdict,
            OnDisk = facts.OnDisk,
            DiskPath = facts.Expected?.NodePath ?? facts.Found?.NodePath ?? target.File,
            AsksForCertificate = seen.AsksForCertificate,
            RequiresCertificate = !seen.AsksForCertificate ? (seen.Time is null ? null : false)
                : seen.Status is not null ? false
                : seen.Ended is not null || seen.Failure is not null ? true
                : null,
            ClientAuthorities = TextList.From(seen.Issuers.Select(Printable.Text)),
            AcceptsCertificate = facts.ClientError is not null ? false : shown?.Status is not null ? true : null,
            ClientError = facts.ClientError,
            Findings = EndpointFindings.Of(facts),
            AsOf = options.AsOf.ToUniversalTime(),
        };
    }

    private EndpointFacts Facts(
        ProbeTarget target, Handshake seen, Handshake? shown, out IReadOnlyList<KubeCertificate> chain, out KubeCertificateVerdict? verdict)
    {
        var name = options.ServerName ?? target.ServerName ?? target.Host;
        var known = target.Component is null ? ComponentPorts.Find(target.Port) : null;
        var parsed = ServedChain.Parse(seen.Sent, options.Go);
        var role = target.Role ?? known?.Role;
        chain = _certificates.Build(target with { Component = target.Component ?? known?.Component }, role, parsed);
        var served = chain.Count > 0 && chain[0].Index == 0 ? chain[0] : null;
        var found = served is null ? null : _certificates.FindOnDisk(served);
        var expected = _certificates.Expected(target, role);
        var facts = new EndpointFacts
        {
            Target = target,
            Seen = seen,
            ServerName = name,
            AsOf = options.AsOf.ToUniversalTime(),
            Component = target.Component ?? known?.Component,
            Role = role,
            Served = served,
            Found = found,
            Expected = expected,
            OnDisk = served is null ? null : Disk(target, served, expected, found),
            ClientError = shown is null ? null : Refusal(shown),
            Twin = served is null ? null : _certificates.Twin(served),
            Guidance = _guidance,
        };
        facts = facts with { OfFile = OfFile(facts) };
        verdict = null;
        if (parsed.Count == 0)
            return facts;
        if (ServedChain.Complaint(parsed) is { } complaint)
        {
            verdict = Draft(target, facts) with { GoError = complaint, Plain = "Go cannot read the certificate, so no client accepts it" };
            return facts with { GoError = complaint, ChainError = complaint };
        }
        var roots = _certificates.Roots(target);
        var question = ServedChain.Ask(parsed, name, roots, options.AsOf, options.Go);
        var answer = ChainVerifier.Verify(question);
        verdict = VerdictText.Fill(question, answer, Draft(target, facts));
        // Who signed it is asked of a moment at which it was good, and for no name: each fault is told on its own.
        var within = facts.IsExpired || facts.IsEarly
            ? question with { Time = new Moment(facts.IsExpired ? parsed[0].NotAfter : parsed[0].NotBefore) }
            : question;
        var chainError = ChainVerifier.Verify(within with { Host = "" }).GoError;
        return facts with
        {
            GoError = answer.GoError,
            NameError = HostnameCheck.Check(parsed[0], name, options.Go),
            ChainError = chainError,
            IsSelfSigned = chainError is not null && MakeTheirOwn.Contains(facts.Component)
                && OwnAuthority().IsMatch(parsed[0].Issuer?.CommonName ?? "")
                && parsed.Concat(_certificates.Behind(expected)).Any(authority => new AuthorityKey(authority).Signed(parsed[0])),
        };
    }

    // What another file of the node is ill with is no matter of this endpoint's.
    private IReadOnlyList<KubePkiFinding> OfFile(EndpointFacts facts) =>
        facts.OnDisk is null or EndpointDisk.InMemory || (facts.Expected?.NodePath ?? facts.Found?.NodePath ?? facts.Target.File)
            is not { } path ? [] : [.. _diagnosis.Value.Where(finding => finding.NodePath == path)];

    private static string? Disk(ProbeTarget target, KubeCertificate served, KubeCertificate? expected, KubeCertificate? found)
    {
        if (expected is not null)
            return expected.Parsed.Raw.Span.SequenceEqual(served.Parsed.Raw.Span) ? EndpointDisk.Same
                : found is null ? EndpointDisk.Differs
                : EndpointDisk.OtherFile;
        if (target.IsInMemory)
            return EndpointDisk.InMemory;
        // Kubelet keeps what it makes for itself in a file, unless it could not write it.
        return target.File is not null ? EndpointDisk.Missing : found is not null ? EndpointDisk.Same : null;
    }

    // An API server takes every certificate into its handshake, and says 401 to those that it does not know.
    private static string? Refusal(Handshake shown) =>
        shown.Unreachable ?? shown.Failure ?? shown.Ended ?? (shown.Status == 401 ? "401 Unauthorized" : null);

    private static string Protocol(SslProtocols protocol) => protocol switch
    {
        SslProtocols.Tls13 => "TLS 1.3",
        SslProtocols.Tls12 => "TLS 1.2",
        _ => protocol.ToString(),
    };

    private KubeCertificateVerdict Draft(ProbeTarget target, EndpointFacts facts) => new()
    {
        Name = facts.Component ?? target.Endpoint,
        Role = facts.Role,
        Path = target.Endpoint,
        NodePath = target.Endpoint,
        Subject = facts.Served?.Subject ?? "",
        Plain = "",
        Host = facts.ServerName,
        AsOf = facts.AsOf,
        GoVersion = options.Go.ToString(),
    };

    // client-go's GenerateSelfSignedCertKey: node1-ca@1600000000. What a stranger has signed himself is no kubelet's own.
    [GeneratedRegex("-ca@[0-9]+$")]
    private static partial Regex OwnAuthority();
}
