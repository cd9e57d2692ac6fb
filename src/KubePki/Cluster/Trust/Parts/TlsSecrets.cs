using KubePki.Cluster.Client;
using KubePki.Kubernetes;
using KubePki.Model;
using KubePki.Pki.Keys;

namespace KubePki.Cluster.Trust.Parts;

/// <summary>Certificates and keys in Secrets: TLS Secrets, and all others that hold certificates or keystores.</summary>
/// <param name="rounds">What may be spent on the keystores of a namespace: whoever writes costly ones spends what is their own.</param>
internal sealed class TlsSecrets(long rounds = DerivationBudget.OfCommand) : TrustPart
{
    // Of the types of these there may be very many, they are large, and there are no certificates in them.
    private const string WithCertificates = "type!=helm.sh/release.v1,type!=kubernetes.io/service-account-token,"
        + "type!=kubernetes.io/dockerconfigjson,type!=kubernetes.io/dockercfg,type!=bootstrap.kubernetes.io/token";

    private static readonly TrustRight ListSecrets = new("list", "", "secrets");

    /// <inheritdoc/>
    public override string Name => "secrets";

    /// <inheritdoc/>
    public override IReadOnlyList<KubePkiCheck> Checks { get; } =
    [
        Check(SecretFindings.Expired, FindingSeverity.Error, "A certificate in a Secret has expired."),
        Check(SecretFindings.NotYetValid, FindingSeverity.Error, "A certificate in a Secret is not valid yet."),
        Check(SecretFindings.KeyMismatch, FindingSeverity.Error, "A certificate and the key beside it in a Secret do not fit."),
        Check(SecretFindings.Incomplete, FindingSeverity.Error, "A TLS Secret has no tls.crt or no tls.key."),
        Check(SecretFindings.Malformed, FindingSeverity.Error, "A certificate in a Secret cannot be read."),
        Check(SecretFindings.AuthorityMismatch, FindingSeverity.Error,
            "The CA beside a certificate in a Secret did not sign it, though it has the name of its issuer."),
        Check(SecretFindings.ChainIncomplete, FindingSeverity.Warning,
            "A certificate in a Secret does not lead to the CA beside it: an intermediate is missing, or the CA is another one."),
        Check(SecretFindings.Expiring, FindingSeverity.Error,
            "A certificate in a Secret expires in less than 30 days and less than a fifth of its lifetime is left (error below 7 days)."),
        Check(SecretFindings.WeakKey, FindingSeverity.Error, "A key in a Secret is shorter than RSA 2048, on curve P-224, or too long."),
        Check(SecretFindings.WeakSignature, FindingSeverity.Error, "A certificate in a Secret was signed with SHA-1 or MD5."),
        Check(SecretFindings.KeystoreUnread, FindingSeverity.Information,
            "A keystore in a Secret was not opened: no password beside it does, or it is a Java keystore."),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TrustRight> Rights { get; } = [ListSecrets];

    /// <inheritdoc/>
    public override async Task RunAsync(TrustContext context, CancellationToken cancellation)
    {
        var query = new ListQuery { FieldSelector = WithCertificates, PageSize = context.Options.PageSize };
        var findings = new SecretFindings(context);
        var budgets = new Dictionary<string, DerivationBudget>(StringComparer.Ordinal);
        foreach (var @namespace in context.Options.Namespaces.Distinct(StringComparer.Ordinal).DefaultIfEmpty())
        {
            var secrets = context.ListAsync(ListSecrets,
                api => @namespace is null ? api.Secrets : api.SecretsOf(@namespace), secret => secret, query, cancellation);
            await foreach (var secret in secrets.ConfigureAwait(false))
            {
                using (secret)
                    Look(secret, context, findings, BudgetOf(secret.Namespace ?? ""), cancellation);
            }
        }

        DerivationBudget BudgetOf(string place)
        {
            if (!budgets.TryGetValue(place, out var budget))
                budgets.Add(place, budget = new DerivationBudget(rounds));
            return budget;
        }
    }

    private static void Look(
        ClusterSecret secret, TrustContext context, SecretFindings findings, DerivationBudget budget, CancellationToken cancellation)
    {
        if (secret.IsBeingDeleted)
            return;
        context.Count("Secrets");
        var material = SecretMaterial.Read(secret, context.Options.Go, budget, cancellation);
        foreach (var finding in findings.Of(material))
            context.Add(finding);
        if (findings.End(material) is { } end)
            context.Foresee(end);
    }
}
