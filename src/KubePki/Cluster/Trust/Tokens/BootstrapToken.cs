using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace KubePki.Cluster.Trust.Tokens;

/// <summary>
/// A bootstrap token: the part of its Secret that is no secret. The secret part is kept only to check signatures, is never printed, and is
/// wiped with <see cref="Dispose"/>.
/// </summary>
internal sealed partial class BootstrapToken : IDisposable
{
    /// <summary>The type of these Secrets.</summary>
    public const string SecretType = "bootstrap.kubernetes.io/token";

    /// <summary>The group of everyone who comes with one.</summary>
    public const string Group = "system:bootstrappers";

    private const string NamePrefix = "bootstrap-token-";

    private readonly byte[] _secret;

    private BootstrapToken(string name, byte[] secret)
    {
        Name = name;
        _secret = secret;
    }

    /// <summary>The Secret's name.</summary>
    public string Name { get; }

    /// <summary>The public part, such as <c>abcdef</c>; empty where it is none.</summary>
    public string Id { get; private init; } = "";

    /// <summary>When it ends, UTC; null for never, or where that cannot be read.</summary>
    public DateTimeOffset? Expiration { get; private init; }

    /// <summary>Whether it may sign cluster-info.</summary>
    public bool CanSign { get; private init; }

    /// <summary>Whether the API server takes it as a credential.</summary>
    public bool CanAuthenticate { get; private init; }

    /// <summary>The groups that its bearers get beside <see cref="Group"/>.</summary>
    public IReadOnlyList<string> Groups { get; private init; } = [];

    /// <summary>What is wrong with its form, in the words of Kubernetes; empty when all is well.</summary>
    public IReadOnlyList<string> Problems { get; private init; } = [];

    /// <summary>Whether it is past its end.</summary>
    public bool HasExpired(DateTimeOffset asOf) => Expiration is { } end && asOf > end;

    /// <summary>Whether it lets a node in at a moment: well-formed, not expired, for authentication and for signing.</summary>
    public bool IsUsable(DateTimeOffset asOf) => Problems.Count == 0 && CanAuthenticate && CanSign && !HasExpired(asOf);

    /// <summary>Reads a Secret of <see cref="SecretType"/>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="data">Its data, decoded. The caller wipes it.</param>
    public static BootstrapToken Read(string name, IReadOnlyDictionary<string, byte[]> data)
    {
        var secret = data.GetValueOrDefault("token-secret") ?? [];
        var problems = new List<string>();
        var id = Text(data, "token-id");
        if (!Identifier().IsMatch(id))
            problems.Add("token-id: it is not 6 characters of a to z and 0 to 9");
        else if (name != NamePrefix + id)
            problems.Add($"the Secret's name is not {NamePrefix}{id}");
        // Only the form is looked at; the text itself stays where it is.
        if (secret.Length != 16 || secret.Any(octet => octet is not ((>= (byte)'a' and <= (byte)'z') or (>= (byte)'0' and <= (byte)'9'))))
            problems.Add("token-secret: it is not 16 characters of a to z and 0 to 9");
        var expiration = Expires(data, problems);
        var groups = Text(data, "auth-extra-groups").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        problems.AddRange(groups.Where(group => !GroupName().IsMatch(group))
            .Select(group => $"auth-extra-groups: {group} does not begin with {Group}: and end with a letter or digit"));
        return new BootstrapToken(name, secret.ToArray())
        {
            Id = Identifier().IsMatch(id) ? id : "",
            Expiration = expiration,
            CanSign = Text(data, "usage-bootstrap-signing") == "true",
            CanAuthenticate = Text(data, "usage-bootstrap-authentication") == "true",
            Groups = groups,
            Problems = problems,
        };
    }

    /// <summary>Whether this token made a detached signature of a text.</summary>
    public bool Signed(string signature, string text) => DetachedSignature.IsValid(signature, text, Id, _secret);

    /// <summary>Wipes the secret part.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_secret);

    /// <summary>The Secret's name.</summary>
    public override string ToString() => Name;

    private static DateTimeOffset? Expires(IReadOnlyDictionary<string, byte[]> data, List<string> problems)
    {
        if (Text(data, "expiration") is not { Length: > 0 } text)
            return null;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (Timestamp().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var end))
            return end;
        // The API server then takes it for expired.
        problems.Add("expiration: it is not a time in RFC 3339");
        return null;
    }

    private static string Text(IReadOnlyDictionary<string, byte[]> data, string key) =>
        data.TryGetValue(key, out var octets) ? Encoding.UTF8.GetString(octets) : "";

    // k8s.io/cluster-bootstrap/token/api: BootstrapTokenIDPattern, BootstrapGroupPattern.
    [GeneratedRegex(@"\A[a-z0-9]{6}\z")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"\Asystem:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]\z")]
    private static partial Regex GroupName();

    [GeneratedRegex(@"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)\z", RegexOptions.ECMAScript)]
    private static partial Regex Timestamp();
}
