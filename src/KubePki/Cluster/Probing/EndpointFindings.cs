using System.Globalization;
using KubePki.Model;
using KubePki.Node.Guidance;
using KubePki.Node.Layout;

namespace KubePki.Cluster.Probing;

/// <summary>Says what is wrong with an endpoint, and how to cure it.</summary>
internal static class EndpointFindings
{
    private const string Reference = "docs/probe.md";

    /// <summary>The findings, the worst first.</summary>
    public static IReadOnlyList<KubePkiFinding> Of(EndpointFacts facts) =>
        All(facts).OfType<KubePkiFinding>().OrderByDescending(finding => finding.Severity).ToArray();

    /// <summary>What matters most: a value of <see cref="EndpointState"/>.</summary>
    public static string State(EndpointFacts facts)
    {
        if (facts.Seen.Unreachable is not null)
            return EndpointState.Unreachable;
        if (facts.Seen.IsPlainHttp)
            return EndpointState.NotTls;
        if (facts.Seen.Sent.Count == 0)
            return EndpointState.HandshakeFailed;
        if (facts.IsExpired)
            return EndpointState.Expired;
        if (facts.IsEarly)
            return EndpointState.NotYetValid;
        if (facts.IsSelfSigned)
            return EndpointState.SelfSigned;
        if (facts.NameError is not null)
            return EndpointState.WrongName;
        if (facts.ChainError?.Contains("signed by unknown authority", StringComparison.Ordinal) == true)
            return EndpointState.WrongAuthority;
        return facts.GoError is not null ? EndpointState.Refused : facts.IsStale ? EndpointState.Stale : EndpointState.Ok;
    }

    private static IEnumerable<KubePkiFinding?> All(EndpointFacts facts)
    {
        if (facts.Seen.Sent.Count == 0)
        {
            yield return NoCertificate(facts);
            yield break;
        }
        yield return Time(facts);
        yield return Name(facts);
        yield return Chain(facts);
        yield return Disk(facts);
        if (facts.ClientError is { } error)
        {
            yield return Make(facts, "EndpointRefusesClient", FindingSeverity.Error,
                $"It refuses the client certificate: {error}.", "Whoever shows this certificate is not let in.",
                facts.Seen.Issuers.Count > 0
                    ? Advice.Of($"Present a client certificate signed by one of the CAs that it accepts: "
                        + $"{Advice.List(" or ", facts.Seen.Issuers)}.")
                    : Advice.Of($"Present a client certificate signed by one of the CAs that it accepts; it names none."));
        }
    }

    private static KubePkiFinding NoCertificate(EndpointFacts facts)
    {
        if (facts.Seen.Unreachable is { } reason)
            return Make(facts, "EndpointUnreachable", FindingSeverity.Error,
                $"Nobody answers: {reason}.", "Its clients cannot do their work.", LookFor(facts));
        if (facts.Seen.IsPlainHttp)
        {
            var isReadOnly = facts.Target.Port == ComponentPorts.KubeletReadOnly;
            return Make(facts, "EndpointNotTls", FindingSeverity.Error,
                "It speaks plain HTTP, not TLS.", "Everybody on the way reads and changes what is said.",
                isReadOnly
                    ? Advice.Of(
                        $"This is kubelet's read-only port: set readOnlyPort: 0 in its configuration, restart it, and use port 10250.")
                    : Advice.Of($"Probe the port that serves TLS."));
        }
        return Make(facts, "EndpointHandshakeFailed", FindingSeverity.Error,
            $"The TLS handshake failed: {facts.Seen.Failure ?? "no certificate came"}.",
            "Its clients cannot do their work.", LookFor(facts));
    }

    private static KubePkiFinding? Time(EndpointFacts facts)
    {
        if (facts is { IsExpired: false, IsEarly: false } || facts.Served is not { } served)
            return null;
        var (check, words) = facts.IsExpired
            ? ("EndpointExpired", $"expired at {Times.Rfc3339(served.NotAfter)}")
            : ("EndpointNotYetValid", $"is good only from {Times.Rfc3339(served.NotBefore)} on");
        var isInMemory = facts.OnDisk == EndpointDisk.InMemory;
        return Make(facts, check, isInMemory ? FindingSeverity.Warning : FindingSeverity.Critical,
            $"The certificate that it serves {words}.",
            isInMemory ? "Who asks for its metrics and checks the certificate is refused." : "Every client refuses it.",
            facts.IsEarly ? Advice.Of($"Compare the clocks of the machines; if they are right, issue the certificate again.")
                : Renewal(facts));
    }

    // A new certificate on the disk needs to be loaded, not to be made.
    private static Advice Renewal(EndpointFacts facts)
    {
        var command = Restart(facts);
        if (facts is { OnDisk: EndpointDisk.InMemory } or { IsSelfSigned: true, OnDisk: not EndpointDisk.Same })
            return command ?? Advice.Of($"Restart what serves it: it makes a new certificate then.");
        if (facts is { IsStale: true, Expected.Expired: false })
            return Reload(facts);
        if (facts is { Guidance: { } guidance, Role: { } role } && (facts.Expected ?? facts.Found) is { } file)
            return guidance.Renew(role, file.NodePath);
        return Advice.Of($"Renew the certificate on the machine that serves it, and restart what serves it.");
    }

    private static KubePkiFinding? Name(EndpointFacts facts) => facts.NameError is not { } error || facts.IsSelfSigned ? null
        : Make(facts, "EndpointWrongName", FindingSeverity.Error,
            $"Its certificate is not for {facts.ServerName}.", "Clients that dial it by this name refuse it.",
            facts is { Role: "apiserver", Guidance: { } guidance } && (facts.Expected ?? facts.Found) is { } file
                ? guidance.AddNames(file.NodePath, facts.ServerName)
                : Advice.Of($"Dial it by a name of its certificate, or have it issued again with {facts.ServerName}."), error);

    private static KubePkiFinding? Chain(EndpointFacts facts)
    {
        // Nobody is meant to trust what is made at each start.
        if (facts.ChainError is not { } error || facts is { IsSelfSigned: true, OnDisk: EndpointDisk.InMemory })
            return null;
        if (facts.IsSelfSigned)
        {
            return Make(facts, "EndpointSelfSigned", FindingSeverity.Warning,
                $"{facts.Component} serves a certificate that it has signed itself.",
                "Nobody can know that it is this node: the API server does not check it unless "
                    + "--kubelet-certificate-authority is given, and metrics-server refuses it.",
                $"Set serverTLSBootstrap: true in kubelet's configuration, "
                    + $"{RestartTexts.Restart("kubelet")}, and approve the request that it makes.", error);
        }
        var isUnknown = error.Contains("signed by unknown authority", StringComparison.Ordinal);
        return Make(facts, isUnknown ? "EndpointWrongAuthority" : "EndpointRefused", FindingSeverity.Error,
            isUnknown
                ? $"No CA that its clients trust has signed its certificate; its issuer is {facts.Served?.Issuer ?? "not readable"}."
                : "Go clients refuse its certificate.",
            "Its clients refuse it.", isUnknown && facts.IsStale ? Reload(facts)
                : Advice.Of($"Find out which CA signed it, and give that to the clients, or have the certificate issued by theirs."),
                error);
    }

    private static KubePkiFinding? Disk(EndpointFacts facts)
    {
        if (facts is { OnDisk: EndpointDisk.Missing, Target.File: { } missing })
        {
            return Make(facts, "EndpointFileMissing", FindingSeverity.Error,
                $"{missing}, which it should serve, cannot be read.", "It does not start again once it is stopped.",
                facts is { Guidance: { } guidance, Role: { } role } ? guidance.Create(role, missing, moveAway: false)
                    : Advice.Of($"Restore {missing} from a backup."));
        }
        if (!facts.IsStale || facts.Expected is not { } expected || facts.Served is not { } served)
            return null;
        if (facts.IsForeign)
        {
            return Make(facts, "EndpointStale", FindingSeverity.Warning, "It serves a certificate that no file of the node holds, "
                + $"and that is no earlier {expected.NodePath}: it is for {served.Subject}, from {served.Issuer}.",
                "Either this is not the node that the files are of, or its files were replaced as a whole while it ran.",
                $"Find out which machine {facts.Target.Endpoint} is, and what stands between. If it is this node, {Reload(facts)}");
        }
        var what = facts.Found is { } other ? $"what {other.NodePath} holds" : "a certificate that no file of the node holds";
        var isNewer = expected.NotBefore > served.NotBefore || expected.NotAfter > served.NotAfter;
        return Make(facts, "EndpointStale", FindingSeverity.Warning,
            $"It serves {what}, not {expected.NodePath}{(isNewer && facts.Found is null ? ", which was renewed and not loaded" : "")}.",
            string.Create(CultureInfo.InvariantCulture,
                $"What it serves ends at {Times.Rfc3339(served.NotAfter)}, whatever the file says."), Reload(facts));
    }

    private static Advice Reload(EndpointFacts facts)
    {
        var byItself = facts.Role is "apiserver" or "etcd-server" or "etcd-peer"
            ? Advice.Join("; ", RestartTexts.Of(facts.Role).Select(Advice.Written)) : null;
        var restart = Restart(facts) ?? Advice.Of($"restart what serves it");
        return byItself is null ? restart : Advice.Of($"{byItself}. If it still serves the old one then, {restart}");
    }

    private static Advice? Restart(EndpointFacts facts) => facts.Component is { } component
        && ComponentPorts.All.Any(row => row.Component == component) ? RestartTexts.Restart(component) : null;

    private static Advice LookFor(EndpointFacts facts) => facts.Component switch
    {
        null => Advice.Of($"Look whether anything listens there, and whether a firewall stands between."),
        "kubelet" => Advice.Of($"systemctl status kubelet; journalctl -u kubelet | kubepki logs"),
        var component =>
            Advice.Of($"crictl ps -a --name {component}; kubepki test; if there is no container: journalctl -u kubelet | kubepki logs"),
    };

    private static KubePkiFinding Make(EndpointFacts facts, string check, FindingSeverity severity, string message, string why,
        Advice remedy, string? goError = null) => new()
    {
        Check = check,
        Severity = severity,
        Target = Printable.Text(facts.Target.Endpoint),
        Path = facts.Expected?.Path ?? facts.Found?.Path,
        NodePath = facts.Expected?.NodePath ?? facts.Found?.NodePath,
        Message = Printable.Text(message),
        Proof = TextList.From(Proof(facts, goError ?? (facts.IsExpired || facts.IsEarly ? facts.GoError : null)).Select(Printable.Text)),
        Why = why,
        Remedy = remedy.ToString(),
        Reference = Reference,
        Certificate = facts.Served,
        AsOf = facts.AsOf,
    };

    private static IEnumerable<string> Proof(EndpointFacts facts, string? goError)
    {
        if (facts.Served is { } served)
            yield return $"served: {Describe(served)}";
        if (facts.Expected is { } expected && facts.IsStale)
            yield return $"{expected.NodePath}: {Describe(expected)}";
        if (goError is not null)
            yield return $"Go: {goError}";
    }

    private static string Describe(KubeCertificate certificate) =>
        $"NotAfter {Times.Rfc3339(certificate.NotAfter)}, serial {certificate.SerialNumber}, subject {certificate.Subject}";
}
