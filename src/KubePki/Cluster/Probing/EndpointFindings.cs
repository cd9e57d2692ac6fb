using System.Globalization;
using KubePki.Model;
using KubePki.Node.Checks.Chain;
using KubePki.Node.Checks.Content;
using KubePki.Node.Checks.Validity;
using KubePki.Node.Guidance;
using KubePki.Node.Layout;

namespace KubePki.Cluster.Probing;

/// <summary>Says what is wrong with an endpoint, and how to fix it.</summary>
internal static class EndpointFindings
{
    private const string Reference = "https://github.com/KubePkiPS/KubePkiPS/blob/main/docs/probe.md";

    /// <summary>The findings, the worst first.</summary>
    public static IReadOnlyList<KubePkiFinding> Of(EndpointFacts facts) =>
        All(facts).OfType<KubePkiFinding>().OrderByDescending(finding => finding.SeverityLevel).ToArray();

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
                $"It rejects the client certificate: {error}.", "Clients with this certificate cannot connect.",
                facts.Seen.Issuers.Count > 0
                    ? Advice.Of($"Present a client certificate signed by one of the CAs that it accepts: "
                        + $"{Advice.List(" or ", facts.Seen.Issuers)}.")
                    : Advice.Of($"Present a client certificate signed by one of the CAs that it accepts; it does not list them."),
                kubectl: KubectlWords.OfClient(facts));
        }
    }

    private static KubePkiFinding NoCertificate(EndpointFacts facts)
    {
        if (facts.Seen.Unreachable is { } reason)
            return Make(facts, "EndpointUnreachable", FindingSeverity.Error,
                $"It does not respond: {reason}.", "Its clients do not work.", LookFor(facts));
        if (facts.Seen.IsPlainHttp)
        {
            var isReadOnly = facts.Target.Port == ComponentPorts.KubeletReadOnly;
            return Make(facts, "EndpointNotTls", FindingSeverity.Error,
                "It uses plain HTTP, not TLS.", "Anyone on the network path can read and change the traffic.",
                isReadOnly
                    ? Advice.Of(
                        $"This is kubelet's read-only port: set readOnlyPort: 0 in its configuration, restart it, and use port 10250.")
                    : Advice.Of($"Probe the TLS port."));
        }
        var meaning = facts.Seen.Alert?.Meaning is { } known ? $": {known}" : "";
        return Make(facts, "EndpointHandshakeFailed", FindingSeverity.Error,
            $"The TLS handshake failed: {facts.Seen.Failure ?? "no certificate received"}{meaning}.",
            facts.Seen.Alert is { IsAboutClient: true }
                ? "Clients without a certificate that it accepts cannot connect." : "Its clients do not work.",
            Handshake(facts));
    }

    private static Advice Handshake(EndpointFacts facts) => facts.Seen.Alert switch
    {
        { Number: 80 } when facts.Component == "kubelet" => Advice.Of($"If kubelet waits for its serving certificate, approve its request: "
            + $"kubepki csr approve --policy kubelet-serving, or kubectl get csr; kubectl certificate approve NAME. "
            + $"Otherwise: journalctl -u kubelet | kubepki logs"),
        { IsAboutChoices: true } => Advice.Of($"Compare what it is limited to (--tls-min-version, --tls-cipher-suites, "
            + $"--tls-curve-preferences) with this machine: X25519MLKEM768 needs OpenSSL 3.5 here. "
            + $"Clients in Go may connect all the same."),
        { Number: 112 } => Advice.Of($"Connect with a name that it has a certificate for, or specify one as the server name."),
        { IsAboutClient: true } => Advice.Of($"Present a client certificate signed by one of the CAs that it accepts."),
        _ => LookFor(facts),
    };

    private static KubePkiFinding? Time(EndpointFacts facts)
    {
        if (facts is { IsExpired: false, IsEarly: false } || facts.Served is not { } served)
            return null;
        var (check, words) = facts.IsExpired
            ? ("EndpointExpired", $"expired at {Times.Rfc3339(served.NotAfter)}")
            : ("EndpointNotYetValid", $"is not valid until {Times.Rfc3339(served.NotBefore)}");
        var isInMemory = facts.OnDisk == EndpointDisk.InMemory;
        return Make(facts, check, isInMemory ? FindingSeverity.Warning : FindingSeverity.Critical,
            $"The certificate that it serves {words}.",
            isInMemory ? "Clients that verify the certificate cannot get its metrics." : "Every client rejects it.",
            facts.IsEarly ? Led(facts, Advice.Of($"Compare the clocks of the machines. If they are correct, reissue the certificate."),
                    nameof(CertificateNotYetValid))
                : Renewal(facts));
    }

    // A new certificate on the disk needs to be loaded, not to be made.
    private static Advice Renewal(EndpointFacts facts)
    {
        var command = Restart(facts);
        if (facts is { OnDisk: EndpointDisk.InMemory } or { IsSelfSigned: true, OnDisk: not EndpointDisk.Same })
            return command ?? Advice.Of($"Restart the component: it then creates a new certificate.");
        if (facts is { IsStale: true, Expected.Expired: false })
            return Reload(facts);
        if (facts is { Guidance: { } guidance, Role: { } role } && (facts.Expected ?? facts.Found) is { } file)
            return Led(facts, guidance.Renew(role, file.NodePath), nameof(CertificateExpired));
        return Advice.Of($"Renew the certificate on the machine that serves it, and restart the component.");
    }

    private static KubePkiFinding? Name(EndpointFacts facts) => facts.NameError is not { } error || facts.IsSelfSigned ? null
        : Make(facts, "EndpointWrongName", FindingSeverity.Error,
            $"Its certificate is not valid for {facts.ServerName}.", "Clients that connect to this name reject it.",
            facts is { Role: PkiRoles.ApiServer, Guidance: { } guidance } && (facts.Expected ?? facts.Found) is { } file
                ? Advice.Of($"{OwnNames(facts, guidance, file)}{guidance.AddNames(file.NodePath, facts.ServerName)}")
                : Advice.Of($"Connect to a name in its certificate, or reissue it with {facts.ServerName}."), error);

    // Whoever signs here adds the name, too; what the file has already is only to be loaded.
    private static Advice? OwnNames(EndpointFacts facts, NodeGuidance guidance, KubeCertificate file) =>
        facts.OnDisk == EndpointDisk.Same && guidance.CanSign(PkiRoles.Of(PkiRoles.ApiServer).Authority)
            && guidance.RunnerOf(PkiRoles.ApiServer, file.NodePath) is null
            ? Advice.Of($"{guidance.Own($"renew --role apiserver --add-san {facts.ServerName}")}. By hand: ") : null;

    // The command that repairs this very file, before the manual way.
    private static Advice Led(EndpointFacts facts, Advice manual, params IEnumerable<string> checks) =>
        facts.CureOf(checks) is { } cure ? Advice.Of($"{Advice.Written(cure)}. By hand: {manual}") : manual;

    private static KubePkiFinding? Chain(EndpointFacts facts)
    {
        // Nobody is meant to trust what is made at each start.
        if (facts.ChainError is not { } error || facts is { IsSelfSigned: true, OnDisk: EndpointDisk.InMemory })
            return null;
        if (facts.IsSelfSigned && facts.Component != "kubelet")
        {
            return Make(facts, "EndpointSelfSigned", FindingSeverity.Warning,
                $"{facts.Component} serves a self-signed certificate, which it makes on each start.",
                "Clients that verify the certificate cannot get its metrics.",
                Advice.Of($"Have the client skip the verification, or issue a certificate and name it with --tls-cert-file and "
                    + $"--tls-private-key-file."), error);
        }
        if (facts.IsSelfSigned)
        {
            return Make(facts, "EndpointSelfSigned", FindingSeverity.Warning,
                $"{facts.Component} serves a self-signed certificate.",
                "Clients cannot verify the node: the API server does not verify it unless "
                    + "--kubelet-certificate-authority is set, and metrics-server rejects it.",
                $"Set serverTLSBootstrap: true in kubelet's configuration, "
                    + $"{RestartTexts.Restart("kubelet")}, and approve its request.", error);
        }
        if (facts.IsNoServer && error.Contains("incompatible key usage", StringComparison.Ordinal))
            return NoServer(facts, error);
        var isUnknown = error.Contains("signed by unknown authority", StringComparison.Ordinal);
        var twin = isUnknown && facts.Twin is { } other ? $" The CA in {other.NodePath} has that name and another key." : "";
        return Make(facts, isUnknown ? "EndpointWrongAuthority" : "EndpointRefused", FindingSeverity.Error,
            isUnknown
                ? "Its certificate was not signed by a CA that its clients trust; "
                    + $"its issuer is {facts.Served?.Issuer ?? "not readable"}.{twin}"
                : "Go clients reject its certificate.",
            "Its clients reject it.", isUnknown && facts.IsStale ? Reload(facts)
                : Led(facts, Advice.Of($"Find out which CA signed it and add that CA to the clients, or reissue the certificate from "
                    + $"their CA."), nameof(SignedByUnknownAuthority), nameof(AuthorityTwin)), error);
    }

    // kubeadm certs renew and our own renewal keep usages, and ours adds what the role needs.
    private static KubePkiFinding NoServer(EndpointFacts facts, string error)
    {
        var file = facts.Expected ?? facts.Found;
        var anew = Advice.Of($"Reissue it with the usage serverAuth");
        return Make(facts, "EndpointRefused", FindingSeverity.Error,
            $"Its certificate is for {facts.Served!.Usages}, not for serverAuth: it is a client's.", "Its clients reject it.",
            facts is { Guidance: { } guidance, Role: { } role } && file is not null
                ? Led(facts, guidance.CanSign(PkiRoles.Of(role).Authority) && guidance.RunnerOf(role, file.NodePath) is null
                    ? Advice.Of($"{anew}: {guidance.Own($"renew --role {role} --force")}. By hand: "
                        + $"{guidance.Create(role, file.NodePath, moveAway: true)}")
                    : Advice.Of($"{anew}: {guidance.Create(role, file.NodePath, moveAway: true)}"), nameof(WrongUsage))
                : Advice.Of($"{anew}, by the CA that its clients trust, and restart the component."), error);
    }

    private static KubePkiFinding? Disk(EndpointFacts facts)
    {
        if (facts is { OnDisk: EndpointDisk.Missing, Target.File: { } missing })
        {
            return Make(facts, "EndpointFileMissing", FindingSeverity.Error,
                $"{missing}, which it should serve, cannot be read.", "It will not start again after it is stopped.",
                facts is { Guidance: { } guidance, Role: { } role }
                    ? Led(facts, guidance.Create(role, missing, moveAway: false), nameof(CertificateMissing), nameof(EmptyFile))
                    : Advice.Of($"Restore {missing} from a backup."));
        }
        if (!facts.IsStale || facts.Expected is not { } expected || facts.Served is not { } served)
            return null;
        if (facts.IsForeign)
        {
            return Make(facts, "EndpointStale", FindingSeverity.Warning, "It serves a certificate that is in no file of the node "
                + $"and is not an earlier version of {expected.NodePath}: it is for {served.Subject}, from {served.Issuer}.",
                "Either the files belong to another node, or all files were replaced while it was running.",
                $"Find out which machine {facts.Target.Endpoint} is, and check for proxies. If it is this node, {Reload(facts)}");
        }
        var what = facts.Found is { } other ? $"the certificate in {other.NodePath}" : "a certificate that is in no file of the node";
        var isNewer = expected.NotBefore > served.NotBefore || expected.NotAfter > served.NotAfter;
        return Make(facts, "EndpointStale", FindingSeverity.Warning,
            $"It serves {what}, not {expected.NodePath}{(isNewer && facts.Found is null ? ", which was renewed but not reloaded" : "")}.",
            string.Create(CultureInfo.InvariantCulture,
                $"The served certificate expires at {Times.Rfc3339(served.NotAfter)}, regardless of the file."), Reload(facts));
    }

    private static Advice Reload(EndpointFacts facts)
    {
        var byItself = PkiRoles.Of(facts.Role) is { HasRequiredNames: true } role
            ? Advice.Join("; ", RestartTexts.Of(role.Name).Select(Advice.Written)) : null;
        var restart = Restart(facts) ?? Advice.Of($"restart the component");
        return byItself is null ? restart : Advice.Of($"{byItself}. If it still serves the old certificate, {restart}");
    }

    private static Advice? Restart(EndpointFacts facts) => facts.Component is { } component
        && ComponentPorts.All.Any(row => row.Component == component) ? RestartTexts.Restart(component) : null;

    private static Advice LookFor(EndpointFacts facts) => facts.Component switch
    {
        null => Advice.Of($"Check whether a program listens there and whether a firewall blocks the connection."),
        "kubelet" => Advice.Of($"systemctl status kubelet; journalctl -u kubelet | kubepki logs"),
        var component =>
            Advice.Of($"crictl ps -a --name {component}; kubepki test; if there is no container: journalctl -u kubelet | kubepki logs"),
    };

    private static KubePkiFinding Make(EndpointFacts facts, string check, FindingSeverity severity, string message, string why,
        Advice remedy, string? goError = null, string? kubectl = null) => new()
    {
        Check = check,
        SeverityLevel = severity,
        Target = Printable.Text(facts.Target.Endpoint),
        Path = facts.Expected?.Path ?? facts.Found?.Path,
        NodePath = facts.Expected?.NodePath ?? facts.Found?.NodePath,
        NodeName = (facts.Expected ?? facts.Found)?.NodeName,
        Root = (facts.Expected ?? facts.Found)?.Root ?? "/",
        Message = Printable.Text(message),
        Proof = TextList.From(Proof(facts, goError ?? (facts.IsExpired || facts.IsEarly ? facts.GoError : null), kubectl)
            .Select(Printable.Text)),
        Why = why,
        Remedy = remedy.ToString(),
        Reference = Reference,
        Certificate = facts.Served,
        AsOf = facts.AsOf,
    };

    private static IEnumerable<string> Proof(EndpointFacts facts, string? goError, string? kubectl)
    {
        if (facts.Served is { } served)
            yield return $"served: {Describe(served)}";
        if (facts.Expected is { } expected && facts.IsStale)
            yield return $"{expected.NodePath}: {Describe(expected)}";
        if (facts.Found is { } found && facts.IsNoServer)
            yield return $"on disk: {found.NodePath}";
        if (goError is not null)
            yield return $"Go: {goError}";
        if ((kubectl ?? (goError is not null || facts.Served is null ? KubectlWords.Of(facts, goError) : null)) is { } words)
            yield return $"kubectl: {words}";
    }

    private static string Describe(KubeCertificate certificate) =>
        $"NotAfter {Times.Rfc3339(certificate.NotAfter)}, serial {certificate.SerialNumber}, subject {certificate.Subject}";
}
