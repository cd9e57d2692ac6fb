using KubePki.Cluster.Client;
using KubePki.Cluster.Csr.Policy;
using KubePki.Model;
using KubePki.Node.Forecast;
using KubePki.Node.Verdicts;
using KubePki.Pki.Verification;
using KubePki.Pki.X509;

namespace KubePki.Cluster.Trust;

/// <summary>Holds CA bundles against the certificates that are really served, and says what is wrong, in the API server's words.</summary>
internal sealed class BundleFindings(TrustContext context)
{
    public const string Mismatch = "CaBundleMismatch";
    public const string WrongName = "CaBundleWrongName";
    public const string ServedExpired = "CaBundleServedExpired";
    public const string Refused = "CaBundleRefused";
    public const string Empty = "CaBundleEmpty";
    public const string Malformed = "CaBundleMalformed";
    public const string TargetMissing = "CaBundleTargetMissing";
    public const string ServedExpiring = "CaBundleServedExpiring";
    public const string NoAuthority = "CaBundleNoAuthority";
    public const string Expired = "CaBundleExpired";
    public const string Insecure = "CaBundleInsecure";
    public const string Unverified = "CaBundleUnverified";

    private const string NoBlock = "unable to load root certificates: unable to parse bytes as PEM block";
    // Base64, as caBundle has it.
    private const string CaPath = "jsonpath={.data.ca\\.crt}";
    private const int MaxProof = 4;

    private readonly TrustCertificates _certificates = new(context.Options);

    /// <summary>The findings about a bundle.</summary>
    public IEnumerable<KubePkiFinding> Of(BundleUse use, ServedSight sight)
    {
        var bundle = CertificateFile.Read(use.Target.Bundle.Span, context.Options.Go).Lenient;
        if (use.IsInsecure)
        {
            yield return Make(use, Insecure, FindingSeverity.Warning, "Its server's certificate is not verified (insecureSkipTLSVerify).",
                "Whoever answers in its place gets what clients of this API send, and answers for it.",
                Advice.Of($"Set caBundle to the CA that signed the server's certificate, and remove insecureSkipTLSVerify."), []);
        }
        else if (use.Target.Bundle.IsEmpty && use.Target.Service is not null)
        {
            yield return Make(use, Empty, use.Severity, $"{use.Bundle} is empty.",
                "The API server then trusts the public CAs of its machine, of which none signs names of services. " + use.Stops,
                Cure(use, sight), Seen(sight).Concat(Said(use, $"x509: certificate signed by unknown authority")));
        }
        else if (!use.Target.Bundle.IsEmpty && bundle.Count == 0)
        {
            yield return Make(use, Malformed, use.Severity, $"{use.Bundle} has no certificate that can be read.", use.Stops,
                Cure(use, sight), Unloaded(use));
        }
        else
        {
            foreach (var finding in OfBundle(use, bundle).Concat(OfServed(use, sight, bundle)))
                yield return finding;
        }
        if (sight.Absent is { } absent)
        {
            yield return Make(use, TargetMissing, use.Severity, $"Nobody answers {use.Part ?? "it"}: {absent}.", use.Stops,
                Advice.Of($"Start what serves it. If it was uninstalled, and this object was left behind, it has no use any more."),
                Said(use, null));
        }
    }

    /// <summary>When what is served and the bundle end, for the forecast.</summary>
    public IEnumerable<ForecastEnd> Ends(BundleUse use, ServedSight sight)
    {
        var served = sight.Sent.Count == 0 ? null : ServedChain.Parse(sight.Sent, context.Options.Go)[0];
        var bundle = CertificateFile.Read(use.Target.Bundle.Span, context.Options.Go).Lenient;
        return TrustEnds.Of(use, served is null ? null : _certificates.Build(served, sight.Host, 0, CertificateSource.Served),
            bundle.Select((parsed, place) => _certificates.Build(parsed, $"{use.Object}, caBundle", place)).OfType<KubeCertificate>());
    }

    private IEnumerable<KubePkiFinding> OfBundle(BundleUse use, IReadOnlyList<ParsedCertificate> bundle)
    {
        var certificates = bundle.Select((parsed, place) => _certificates.Build(parsed, $"{use.Object}, caBundle", place))
            .OfType<KubeCertificate>().ToList();
        var expired = certificates.FindAll(certificate => certificate.Expired);
        if (expired.Count > 0)
        {
            yield return Make(use, Expired, expired.Count == certificates.Count ? FindingSeverity.Error : FindingSeverity.Warning,
                $"{use.Bundle} holds {(certificates.Count == 1 ? "a certificate that has" : $"{certificates.Count} certificates, of which "
                    + $"{expired.Count} {(expired.Count == 1 ? "has" : "have")}")} expired.",
                "What an expired CA has signed is rejected.",
                    use.Keeper.Inject(Advice.Of($"Take the expired CA out once nothing needs it.")),
                expired.Take(MaxProof).Select(certificate => $"caBundle: {TrustCertificates.Describe(certificate)}"), expired[0]);
        }
        if (certificates.Count > 0 && certificates.TrueForAll(certificate => !CertificateJudge.MaySign(certificate)))
        {
            yield return Make(use, NoAuthority, FindingSeverity.Warning, $"{use.Bundle} holds no CA, only the certificate of a server.",
                "When that is renewed, the call fails.",
                use.Keeper.Inject(Advice.Of($"Put the CA that signed the certificate into caBundle.")),
                certificates.Take(MaxProof).Select(certificate => $"caBundle: {TrustCertificates.Describe(certificate)}"));
        }
    }

    private IEnumerable<KubePkiFinding> OfServed(BundleUse use, ServedSight sight, IReadOnlyList<ParsedCertificate> bundle)
    {
        if (sight.Sent.Count == 0)
        {
            if (sight.Absent is null)
            {
                yield return Unseen(use, sight,
                    "The certificate of its server could not be seen, so its CA bundle was not held against it.");
            }
            yield break;
        }
        var roots = new CertificatePool();
        foreach (var authority in bundle.Count > 0 ? bundle
            : CertificateFile.Read(SystemAuthorities.Read(), context.Options.Go).Lenient)
            roots.Add(authority);
        var answer = ServedChain.Judge(sight.Sent, sight.Host, roots, context.AsOf, context.Options.Go);
        var parsed = ServedChain.Parse(sight.Sent, context.Options.Go);
        var served = _certificates.Build(parsed[0], sight.Host, 0, CertificateSource.Served);
        if (answer.GoError is { } error)
        {
            yield return Rejected(use, sight, bundle, parsed, served, error);
            yield break;
        }
        // A server may hold another one in its memory.
        if (sight.IsOfSecret)
            yield return Unseen(use, sight, $"{Subject(sight)} is accepted. Whether its server serves it could not be seen.");
        if (served is not null && _certificates.IsNear(served))
        {
            yield return Make(use, ServedExpiring, TrustCertificates.IsUrgent(served) ? FindingSeverity.Error
                : FindingSeverity.Warning,
                $"{Subject(sight)} expires at {Times.Rfc3339(served.NotAfter)}, in {Times.Span(served.Remaining)}.", "Then: " + use.Stops,
                Renew(use, sight), Facts(sight, served), served);
        }
    }

    private KubePkiFinding Unseen(BundleUse use, ServedSight sight, string message) => Make(use, Unverified, FindingSeverity.Information,
        message, "Whether the API server accepts what is served is not known.",
        Advice.Of($"Run this where the server can be reached, such as a control plane node, or with the rights that are missing."),
        Seen(sight).Concat(use.Reported is { } reported ? [$"API server: {reported}"] : []));

    private KubePkiFinding Rejected(BundleUse use, ServedSight sight, IReadOnlyList<ParsedCertificate> bundle,
        IReadOnlyList<ParsedCertificate> sent, KubeCertificate? served, string error)
    {
        var (check, message, remedy) = error switch
        {
            _ when error.Contains("signed by unknown authority", StringComparison.Ordinal) =>
                (Mismatch, Unknown(use, sight, bundle, sent), Cure(use, sight)),
            _ when error.Contains("has expired or is not yet valid", StringComparison.Ordinal) =>
                (ServedExpired, served is null || TrustCertificates.GoError(served) is null
                    ? $"A certificate in the chain of {Lower(Subject(sight))} has expired or is not valid yet."
                    : served.Expired ? $"{Subject(sight)} expired at {Times.Rfc3339(served.NotAfter)}, {Times.Span(served.Remaining)} ago."
                        : $"{Subject(sight)} is not valid until {Times.Rfc3339(served.NotBefore)}.", Renew(use, sight)),
            _ when HostnameCheck.Check(sent[0], sight.Host, context.Options.Go) == error =>
                (WrongName, $"{Subject(sight)} is not valid for {sight.Host}.",
                    Advice.Of($"Issue it again for {Named(sight.Host)}. {Renew(use, sight)}")),
            _ => (Refused, $"{Subject(sight)} is not accepted.", Renew(use, sight)),
        };
        // With a bundle of its own machine another API server may decide otherwise.
        var isOurs = use.Target.Bundle.IsEmpty && check == Mismatch;
        return Make(use, check, isOurs ? FindingSeverity.Warning : use.Severity, message, use.Stops, remedy,
            Facts(sight, served).Concat(bundle.Take(MaxProof).Select(authority => $"caBundle: subject {authority.Subject}"))
                .Concat(Said(use, sight.IsOfSecret ? null : error)).Concat(sight.IsOfSecret ? [$"Go, if this is served: {error}"] : []),
            served);
    }

    private static Advice Named(string host) => Addresses.Parse(host) is null ? Advice.Of($"the DNS name {host}")
        : Advice.Of($"the IP address {host}");

    private static string Unknown(BundleUse use, ServedSight sight, IReadOnlyList<ParsedCertificate> bundle,
        IReadOnlyList<ParsedCertificate> sent)
    {
        var subject = Subject(sight);
        if (use.Target.Bundle.IsEmpty)
            return $"{subject} was not signed by a CA that this machine trusts, and there is no CA bundle.";
        var top = sent[^1];
        return bundle.Any(authority => sent.Any(certificate => certificate.NamesIssuer(authority)))
            ? $"{subject} was signed by another CA than the one of the same name in {Lower(use.Bundle)}."
            : $"{subject} was not signed by a CA in {Lower(use.Bundle)}: its issuer is {top.Issuer}.";
    }

    // The CA beside the certificate, where that is the one that is needed.
    private Advice Cure(BundleUse use, ServedSight sight)
    {
        var place = sight is { Secret: { } secret, Sent.Count: > 0 } && SecretAuthorityFits(sight)
            ? Advice.Of($" The CA that signed it lies in that Secret: kubectl get secret -n {secret.Namespace ?? ""} {secret.Name} "
                + $"-o {CaPath}")
            : null;
        var issue = use.Target.Bundle.IsEmpty ? null : Advice.Of($", or issue the certificate by the CA in it");
        return use.Keeper.Inject(Advice.Of($"Set caBundle to the CA that signed what is served{issue}.{place}"));
    }

    private bool SecretAuthorityFits(ServedSight sight)
    {
        var roots = new CertificatePool();
        foreach (var authority in CertificateFile.Read(sight.SecretAuthority.Span, context.Options.Go).Lenient)
            roots.Add(authority);
        return ServedChain.Judge(sight.Sent, sight.Host, roots, context.AsOf, context.Options.Go).Ok;
    }

    private static Advice Renew(BundleUse use, ServedSight sight) => sight.Secret is { } secret
        ? Advice.Of($"Renew the certificate in Secret {secret.Namespace + "/" + secret.Name}, and restart its pods if they do not load it.")
        : Advice.Of($"Renew the certificate of the server behind {use.Object.ToString()}. If it was renewed already, restart the server.");

    private static IEnumerable<string> Facts(ServedSight sight, KubeCertificate? served) =>
        Seen(sight).Concat(served is null ? [] : [$"served: {TrustCertificates.Describe(served)}, issuer {served.Issuer}"]);

    private static IEnumerable<string> Seen(ServedSight sight) =>
        sight.Way.Length == 0 ? sight.Tried : [$"seen: {sight.Way}", .. sight.Tried.Select(tried => $"before: {tried}")];

    private static IEnumerable<string> Said(BundleUse use, string? error)
    {
        if (use.Reported is { } reported)
            yield return $"API server: {reported}";
        else if (error is not null)
            yield return $"API server: {use.Words} \"{use.CalledUrl}\": {error}";
        if (use.Keeper.Fact is { } fact)
            yield return fact;
    }

    // It does not come to a call.
    private static IEnumerable<string> Unloaded(BundleUse use) =>
        Said(use, null).Concat(use.Reported is not null ? []
            : [$"API server: {(use.UnloadedWords is { } words ? words + ": " : "")}{NoBlock}"]);

    private static string Subject(ServedSight sight) => sight.IsOfSecret
        ? $"The certificate in {sight.Secret}, which its pods mount," : $"The certificate that {sight.Host} serves";

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];

    private KubePkiFinding Make(BundleUse use, string check, FindingSeverity severity, string message, string why, Advice remedy,
        IEnumerable<string> proof, KubeCertificate? certificate = null) =>
        context.Finding(check, severity, use.Object.ToString(), message, why, remedy,
            use.Part is null ? proof : proof.Prepend(use.Part), certificate);
}
