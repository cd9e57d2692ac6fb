using System.Text;
using KubePki.Kubernetes;
using KubePki.Model;
using KubePki.Node.Reading.Certificates;
using KubePki.Pki.Keys;
using KubePki.Pki.Verification;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Cluster.Trust;

/// <summary>What is public in a Secret. Its private keys are looked at once, and not kept.</summary>
internal sealed class SecretMaterial
{
    /// <summary>The certificate of a TLS Secret.</summary>
    public const string Certificate = "tls.crt";

    /// <summary>Its key.</summary>
    public const string PrivateKey = "tls.key";

    /// <summary>The CA beside it.</summary>
    public const string Authority = "ca.crt";

    private const string TlsType = "kubernetes.io/tls";

    // Of names of certificates, and of their keys.
    private static readonly (string Certificate, string Key)[] Endings = [(".crt", ".key"), (".pem", ".key"), ("cert.pem", "key.pem")];

    private static ReadOnlySpan<byte> JavaKeystore => [0xfe, 0xed, 0xfe, 0xed];

    /// <summary>The Secret.</summary>
    public required TrustObject Object { get; init; }

    /// <summary>Whether it says that it holds a pair.</summary>
    public required bool IsTls { get; init; }

    /// <summary>Who keeps it.</summary>
    public required TrustKeeper Keeper { get; init; }

    /// <summary>Its values in which there is something of a PKI.</summary>
    public required IReadOnlyList<SecretEntry> Entries { get; init; }

    /// <summary>Which of <c>tls.crt</c> and <c>tls.key</c> a TLS Secret does not have.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Certificates whose keys stand beside them: the names of both, and what Go says of them as a pair.</summary>
    public required IReadOnlyList<(string Certificate, string Key, string? GoError)> Pairs { get; init; }

    /// <summary>The certificates of a value; empty where there is none.</summary>
    public IReadOnlyList<ParsedCertificate> Of(string key) => Entries.FirstOrDefault(entry => entry.Key == key)?.Certificates ?? [];

    /// <summary>Reads a Secret.</summary>
    /// <param name="secret">The Secret; the caller disposes it.</param>
    /// <param name="go">The Go release that judges.</param>
    /// <param name="budget">What may be spent on keystores.</param>
    /// <param name="cancellation">Stops it at once.</param>
    public static SecretMaterial Read(ClusterSecret secret, GoVersion go, DerivationBudget budget, CancellationToken cancellation)
    {
        var isTls = secret.Type == TlsType;
        return new SecretMaterial
        {
            Object = TrustObject.Of("Secret", secret),
            IsTls = isTls,
            Keeper = TrustKeeper.Of(secret),
            Entries = [.. secret.Keys.Order(StringComparer.Ordinal).Select(key => Entry(secret, key, budget, cancellation))
                .OfType<SecretEntry>()],
            Missing = isTls ? [.. new[] { Certificate, PrivateKey }.Where(key => secret.Data(key).IsEmpty)] : [],
            Pairs = [.. secret.Keys.Order(StringComparer.Ordinal).Select(key => Pair(secret, key, go)).OfType<(string, string, string?)>()],
        };
    }

    private static SecretEntry? Entry(ClusterSecret secret, string key, DerivationBudget budget, CancellationToken cancellation)
    {
        var octets = secret.Data(key).Span;
        if (octets.StartsWith(JavaKeystore))
            return new SecretEntry(key, [], null, "a Java keystore (JKS), which is not read");
        if (!PemScanner.LooksLikePem(octets) && !PkiFileParser.LooksLikeDer(octets))
            return null;
        using var nothing = KeyPassphrase.Of([], budget);
        var content = PkiFileParser.Parse(octets, cancellation, nothing);
        if (content.Store == StoreForm.Pkcs12 && content.SealProblems.Any())
            content = Open(secret, octets, budget, cancellation) ?? content;
        var problem = content.Problems.FirstOrDefault(problem => !PkiProblemId.IsAboutPassphrase(problem.Id));
        // Not all that begins as DER does is meant to be a certificate.
        var isMeant = content.Certificates.Count > 0 || content.Keys.Count > 0 || PemScanner.LooksLikePem(octets);
        if (!isMeant && content.Store is null)
            return null;
        return new SecretEntry(key, content.Certificates, problem.Reason is null ? null : Text(problem),
            content.SealProblems.Any() ? Closed(content) : null);
    }

    private static string? Closed(PkiFileContent content) => content.Store is not { } store ? null
        : content.SealProblems.First() is var problem && problem.Id is PkiProblemId.WrongPassphrase or PkiProblemId.PassphraseRequired
            ? $"{store} that no password in the Secret opens" : problem.Reason;

    private static string Text(PkiFileContent.BlockProblem problem) =>
        (problem.Line > 0 ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"line {problem.Line}: ") : "")
            + problem.Reason + (problem.GoError is null ? "" : $" ({problem.GoError})");

    // What opens a keystore often stands beside it.
    private static PkiFileContent? Open(ClusterSecret secret, ReadOnlySpan<byte> octets, DerivationBudget budget,
        CancellationToken cancellation)
    {
        const int MaxPassword = 256, MaxTried = 4;
        foreach (var key in secret.Keys.Where(key => key.Contains("pass", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal).Take(MaxTried))
        {
            var password = secret.Data(key).Span.TrimEnd("\r\n"u8);
            if (password.Length is 0 or > MaxPassword)
                continue;
            var characters = new char[Encoding.UTF8.GetMaxCharCount(password.Length)];
            try
            {
                using var passphrase = KeyPassphrase.Of(characters.AsSpan(0, Encoding.UTF8.GetChars(password, characters)), budget);
                var content = PkiFileParser.Parse(octets, cancellation, passphrase);
                if (!content.SealProblems.Any())
                    return content;
            }
            finally
            {
                Array.Clear(characters);
            }
        }
        return null;
    }

    private static (string Certificate, string Key, string? GoError)? Pair(ClusterSecret secret, string name, GoVersion go)
    {
        foreach (var (certificate, key) in Endings)
        {
            if (!name.EndsWith(certificate, StringComparison.Ordinal))
                continue;
            var other = name[..^certificate.Length] + key;
            if (!secret.Data(name).IsEmpty && !secret.Data(other).IsEmpty)
                return (name, other, KeyPair.Check(secret.Data(name).Span, secret.Data(other).Span, go));
        }
        return null;
    }
}
