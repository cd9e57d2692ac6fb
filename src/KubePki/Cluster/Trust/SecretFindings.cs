using KubePki.Model;
using KubePki.Node.Forecast;
using KubePki.Pki.Verification;
using KubePki.Pki.X509;

namespace KubePki.Cluster.Trust;

/// <summary>Says what is wrong with a Secret.</summary>
internal sealed class SecretFindings(TrustContext context)
{
    public const string Expired = "SecretCertificateExpired";
    public const string NotYetValid = "SecretCertificateNotYetValid";
    public const string Expiring = "SecretCertificateExpiring";
    public const string KeyMismatch = "SecretKeyMismatch";
    public const string Incomplete = "SecretIncomplete";
    public const string Malformed = "SecretMalformed";
    public const string AuthorityMismatch = "SecretAuthorityMismatch";
    public const string ChainIncomplete = "SecretChainIncomplete";
    public const string WeakKey = "SecretWeakKey";
    public const string WeakSignature = "SecretWeakSignature";
    public const string KeystoreUnread = "SecretKeystoreUnread";

    private const string Clients = "Programs that serve with it, or show it, are rejected.";
    private const string Unknown = "signed by unknown authority";

    // A bundle of public CAs has more than a hundred, of which some are always past their time.
    private const int Bundle = 10;

    private readonly TrustCertificates _certificates = new(context.Options);

    /// <summary>The findings about a Secret.</summary>
    public IEnumerable<KubePkiFinding> Of(SecretMaterial secret)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return Pairs(secret).Concat(secret.Entries.SelectMany(entry => OfEntry(secret, entry, seen))).Concat(Chain(secret));
    }

    /// <summary>When the certificate of a TLS Secret ends, for the forecast; null without one.</summary>
    public ForecastEnd? End(SecretMaterial secret) =>
        secret.IsTls && secret.Of(SecretMaterial.Certificate) is [var leaf, ..]
        && _certificates.Build(leaf, $"{secret.Object}, {SecretMaterial.Certificate}", 0) is { } certificate
            ? TrustEnds.OfSecret(certificate, secret.Object, SecretMaterial.Certificate, secret.Keeper) : null;

    private IEnumerable<KubePkiFinding> Pairs(SecretMaterial secret)
    {
        if (secret.Missing.Count > 0)
        {
            yield return Make(secret, Incomplete, FindingSeverity.Error, $"It is of the type kubernetes.io/tls and has no "
                + $"{string.Join(" and no ", secret.Missing)}.", "Ingress controllers and webhooks that use it serve no certificate of it.",
                secret.Keeper.Renew(secret.Object, Advice.Of($"Issue a certificate")), []);
        }
        foreach (var (certificate, key, error) in secret.Pairs)
        {
            if (error is null)
                continue;
            var isMismatch = error.StartsWith("tls: private key", StringComparison.Ordinal);
            yield return Make(secret, isMismatch ? KeyMismatch : Malformed, FindingSeverity.Error, isMismatch
                ? $"The key in {key} does not belong to the certificate in {certificate}."
                : $"{certificate} and {key} cannot be loaded as a pair.",
                "Programs written in Go do not start with it, or go on with the pair that they loaded before.",
                secret.Keeper.Renew(secret.Object, Advice.Of($"Put the key of this certificate there, or issue a new pair")),
                [$"{secret.Object}, {certificate} with {key}", $"Go: {error}"]);
        }
    }

    private IEnumerable<KubePkiFinding> OfEntry(SecretMaterial secret, SecretEntry entry, HashSet<string> seen)
    {
        if (entry.ClosedStore is { } store)
        {
            yield return Make(secret, KeystoreUnread, FindingSeverity.Information, $"{entry.Key} was not opened: {store}.",
                "It is not known when the certificates in it expire.",
                Advice.Of($"Check it with the password that its users have: save it as a file, then kubepki get --path FILE, which asks "
                    + $"for it."),
                []);
        }
        // What is wrong with a pair is told with it.
        var isTold = secret.Pairs.Any(pair => pair.Certificate == entry.Key && pair.GoError is not null);
        if (entry.Problem is { } problem && !isTold)
        {
            yield return Make(secret, Malformed, secret.IsTls ? FindingSeverity.Error : FindingSeverity.Warning,
                $"{entry.Key} cannot be read: {problem}.", "Programs that load it fail, or pass over what they cannot read.",
                secret.Keeper.Renew(secret.Object, Advice.Of($"Repair {entry.Key}")), []);
        }
        var certificates = entry.Certificates.Select((parsed, place) => _certificates.Build(parsed, $"{secret.Object}, {entry.Key}", place))
            .OfType<KubeCertificate>().Where(certificate => seen.Add(certificate.Fingerprint)).ToList();
        foreach (var finding in certificates.Count > Bundle ? OfBundle(secret, entry, certificates)
            : certificates.SelectMany(certificate => OfCertificate(secret, entry, certificate)))
            yield return finding;
    }

    private IEnumerable<KubePkiFinding> OfBundle(SecretMaterial secret, SecretEntry entry, List<KubeCertificate> certificates)
    {
        var expired = certificates.FindAll(certificate => certificate.Expired);
        if (expired.Count == 0)
            yield break;
        yield return Make(secret, Expired, FindingSeverity.Information,
            $"{expired.Count} of the {certificates.Count} certificates in {entry.Key} {(expired.Count == 1 ? "has" : "have")} expired.",
            "What they have signed is rejected with or without them.",
            Advice.Of($"Take them out when the bundle is made again."),
            expired.Take(5).Select(certificate => $"{entry.Key}: {TrustCertificates.Describe(certificate)}"));
    }

    private IEnumerable<KubePkiFinding> OfCertificate(SecretMaterial secret, SecretEntry entry, KubeCertificate certificate)
    {
        var isPair = secret.Pairs.Any(pair => pair.Certificate == entry.Key) && certificate.Index == 0;
        var severity = isPair || secret.IsTls ? FindingSeverity.Error : FindingSeverity.Warning;
        var what = entry.Key + (certificate.Index == 0 ? "" : $", certificate {certificate.Index + 1}");
        string[] proof = [$"{what}: {TrustCertificates.Describe(certificate)}"];
        var renew = secret.Keeper.Renew(secret.Object, certificate.IsAuthority ? Advice.Of($"Renew the CA with the same key")
            : Advice.Of($"Issue a new certificate"));
        if (TrustCertificates.GoError(certificate) is { } error)
        {
            var isOver = certificate.Expired;
            yield return Make(secret, isOver ? Expired : NotYetValid, severity,
                $"{what} {(isOver ? "expired" : "is not valid until")} {(isOver ? "at " : "")}"
                    + Times.Rfc3339(isOver ? certificate.NotAfter : certificate.NotBefore)
                    + (isOver ? $", {Times.Span(certificate.Remaining)} ago." : "."),
                certificate.IsAuthority ? "All that it signed is rejected by those who trust it alone." : Clients,
                isOver ? renew : Advice.Of($"Compare the clock of who issued it. If it was right, issue it again."),
                [.. proof, $"Go: {error}"], certificate);
        }
        else if (_certificates.IsNear(certificate))
        {
            yield return Make(secret, Expiring,
                TrustCertificates.IsUrgent(certificate) && severity == FindingSeverity.Error ? severity : FindingSeverity.Warning,
                $"{what} expires at {Times.Rfc3339(certificate.NotAfter)}, in {Times.Span(certificate.Remaining)}.",
                $"Then: {(certificate.IsAuthority ? "all that it signed is rejected." : Clients)}", renew, proof, certificate);
        }
        foreach (var finding in Weak(secret, certificate, what, proof, renew))
            yield return finding;
    }

    private IEnumerable<KubePkiFinding> Weak(
        SecretMaterial secret, KubeCertificate certificate, string what, string[] proof, Advice renew)
    {
        var key = $"{certificate.KeyAlgorithm} {certificate.KeySize}";
        FindingSeverity? severity = certificate switch
        {
            { KeyAlgorithm: "RSA", KeySize: < 1024 or > 8192 } or { KeyAlgorithm: "ECDSA", KeySize: 224 } => FindingSeverity.Error,
            { KeyAlgorithm: "RSA", KeySize: < 2048 } => FindingSeverity.Warning,
            _ => null,
        };
        if (severity is { } level)
        {
            yield return Make(secret, WeakKey, level, $"The key of {what} is {key}.", level == FindingSeverity.Error
                ? "Programs written in Go reject it." : "It can be broken with effort. The attacker can then act as its holder.",
                renew, [.. proof, $"key: {key}"], certificate);
        }
        if (certificate.SignatureAlgorithm is { } algorithm && certificate.Subject != certificate.Issuer
            && (algorithm.Contains("SHA1", StringComparison.Ordinal) || algorithm.Contains("MD5", StringComparison.Ordinal)
                || algorithm.Contains("MD2", StringComparison.Ordinal)))
        {
            yield return Make(secret, WeakSignature, FindingSeverity.Error, $"{what} was signed with {algorithm}.",
                "Programs written in Go reject it since Go 1.18.", renew,
                [.. proof, $"Go: x509: cannot verify signature: insecure algorithm {algorithm}"], certificate);
        }
    }

    // Whether the certificate leads to the CA beside it; without one, whether those behind it are its own.
    private IEnumerable<KubePkiFinding> Chain(SecretMaterial secret)
    {
        var sent = secret.Of(SecretMaterial.Certificate).Where(parsed => parsed.GoError is null).ToList();
        var authorities = secret.Of(SecretMaterial.Authority).Where(parsed => parsed.GoError is null).ToList();
        if (sent.Count == 0 || sent[0].NamesIssuer(sent[0]) || (authorities.Count == 0 && sent.Count == 1))
            yield break;
        var leaf = sent[0];
        if (authorities.Count == 0)
        {
            if (!sent.Skip(1).Any(parent => new AuthorityKey(parent).Signed(leaf)))
                yield return Make(secret, ChainIncomplete, FindingSeverity.Warning,
                    "None of the certificates behind the first in tls.crt signed it.",
                    "Clients that do not know the intermediate reject it.",
                    secret.Keeper.Renew(secret.Object, Advice.Of($"Put the intermediate that signed it behind the certificate")),
                    [$"tls.crt: issuer {leaf.Issuer}", .. sent.Skip(1).Take(3).Select(parent => $"behind it: {parent.Subject}")]);
            yield break;
        }
        if (Verdict(sent, authorities) is not { } error || !error.Contains(Unknown, StringComparison.Ordinal))
            yield break;
        var isTwin = authorities.Exists(leaf.NamesIssuer);
        yield return Make(secret, isTwin ? AuthorityMismatch : ChainIncomplete, isTwin ? FindingSeverity.Error : FindingSeverity.Warning,
            isTwin ? "The CA in ca.crt has the name of the issuer of tls.crt and another key: it did not sign it."
                : $"tls.crt does not lead to a CA in ca.crt: its issuer is {leaf.Issuer}.",
            "Clients that trust ca.crt reject the certificate.",
            secret.Keeper.Renew(secret.Object, isTwin
                ? Advice.Of($"Issue the certificate again by the CA in ca.crt, or put the CA that signed it there")
                : Advice.Of($"Put the missing intermediate behind the certificate in tls.crt, or the CA that signed it into ca.crt")),
            [$"tls.crt: issuer {leaf.Issuer}", .. authorities.Take(3).Select(authority => $"ca.crt: subject {authority.Subject}"),
                $"Go: {error}"],
            _certificates.Build(leaf, $"{secret.Object}, tls.crt", 0));
    }

    private string? Verdict(List<ParsedCertificate> sent, List<ParsedCertificate> authorities)
    {
        var (roots, between) = (new CertificatePool(), new CertificatePool());
        authorities.ForEach(authority => roots.Add(authority));
        foreach (var parent in sent.Skip(1))
            between.Add(parent);
        return ChainVerifier.Verify(new ChainQuestion
        {
            Leaf = sent[0],
            Roots = roots,
            Intermediates = between,
            Usages = [UsageCheck.Any],
            // Times are told on their own.
            Time = new Moment(Math.Clamp(context.AsOf.ToUnixTimeSeconds(), sent[0].NotBefore,
                Math.Max(sent[0].NotBefore, sent[0].NotAfter))),
            Go = context.Options.Go,
        }).GoError;
    }

    private KubePkiFinding Make(SecretMaterial secret, string check, FindingSeverity severity, string message, string why, Advice remedy,
        IEnumerable<string> proof, KubeCertificate? certificate = null) =>
        context.Finding(check, severity, secret.Object.ToString(), message, why, remedy,
            secret.Keeper.Fact is { } fact ? proof.Append(fact) : proof, certificate);
}
