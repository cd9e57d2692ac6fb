using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Certificates;
using KubePki.Node.Reading.Files;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;
using KubePki.Pki.X509;

namespace KubePki.Changes.Repair;

/// <summary>
/// What works have in common while they are prepared: the node's files, the CAs' keys, and new keys, made on all processors at once.
/// </summary>
internal sealed class IssuanceContext : IDisposable
{
    private readonly ConcurrentDictionary<string, ConcurrentBag<PrivateKey>> _newKeys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PrivateKey> _authorityKeys = new(StringComparer.Ordinal);
    private readonly List<byte[]> _secrets = [];
    private readonly CancellationToken _cancellation;

    public IssuanceContext(string root, IEnumerable<KeyKind> newKeys, KeyPassphrase? passphrase, CancellationToken cancellation)
    {
        Passphrase = passphrase;
        _cancellation = cancellation;
        Files = new NodeFiles(root);
        // RSA keys are what a repair spends its time on.
        Parallel.ForEach(newKeys, new ParallelOptions { CancellationToken = cancellation }, kind =>
            _newKeys.GetOrAdd(kind.Name, _ => []).Add(PrivateKey.Create(kind)));
    }

    public NodeFiles Files { get; }

    /// <summary>What opens encrypted keys; null when none was given.</summary>
    public KeyPassphrase? Passphrase { get; }

    /// <summary>The credentials that were made for kubeconfigs, by their paths, so that copies get the same.</summary>
    public Dictionary<string, (byte[] Certificate, byte[] Key)> Issued { get; } = new(StringComparer.Ordinal);

    /// <summary>Texts that works have edited, by their paths: the next work goes on from there.</summary>
    public Dictionary<string, string> Edited { get; } = new(StringComparer.Ordinal);

    /// <summary>The certificates of CAs that were renewed, by the fingerprints of the old ones.</summary>
    public Dictionary<string, byte[]> Renewed { get; } = new(StringComparer.Ordinal);

    /// <summary>A new key of a kind; the caller owns it.</summary>
    public PrivateKey NewKey(KeyKind kind) =>
        _newKeys.TryGetValue(kind.Name, out var keys) && keys.TryTake(out var key) ? key : PrivateKey.Create(kind);

    /// <summary>The issuer of a CA.</summary>
    /// <exception cref="PkiProblemException">Its key cannot be read.</exception>
    public Issuer IssuerOf(KubeCertificate authority) => IssuerOf(authority.Parsed, HostPaths.ToNode(Files.Root, authority.KeyPath!));

    /// <summary>The issuer of a CA whose key lies, or will lie, at a path of the node.</summary>
    /// <exception cref="PkiProblemException">Its key cannot be read.</exception>
    public Issuer IssuerOf(ParsedCertificate authority, string keyPath) => new(authority, AuthorityKeyAt(keyPath));

    /// <summary>A CA's certificate, signed again with its own key.</summary>
    /// <exception cref="PkiProblemException">Its key cannot be read.</exception>
    public byte[] SignAuthority(KubeCertificate authority, CertificateOrder order) =>
        Issuer.IssueAuthority(order, AuthorityKeyAt(HostPaths.ToNode(Files.Root, authority.KeyPath!)));

    /// <summary>Certificates one behind the other, those of renewed CAs as they are now.</summary>
    public byte[] Bundle(IEnumerable<KubeCertificate> certificates) =>
        [.. certificates.SelectMany(certificate => Pem.Write("CERTIFICATE",
            Renewed.TryGetValue(certificate.Fingerprint, out var renewed) ? renewed : certificate.Parsed.Raw.Span))];

    private PrivateKey AuthorityKeyAt(string keyPath)
    {
        if (!_authorityKeys.TryGetValue(keyPath, out var key))
            _authorityKeys[keyPath] = key = KeyAt(keyPath);
        return key;
    }

    /// <summary>Takes the key of a CA that was made in this run.</summary>
    public void Keep(string keyPath, PrivateKey key) => _authorityKeys[keyPath] = key;

    /// <summary>The private key in a file of the node; the caller owns it.</summary>
    /// <exception cref="PkiProblemException">There is none that can be read.</exception>
    public PrivateKey KeyAt(string nodePath)
    {
        var file = Files.At(nodePath);
        using var bytes = file.Read(_cancellation);
        return PrivateKey.Read(bytes.Span, Passphrase, out var problem) ?? throw NoKey(file, bytes.ProblemId ?? problem?.ProblemId(),
            bytes.Reason ?? problem?.Reason);
    }

    /// <summary>That a file holds no key to work with.</summary>
    public static PkiProblemException NoKey(NodeFile file, string? id, string? reason) =>
        new(file.Problem(id ?? PkiProblemId.MalformedKey, reason ?? "it contains no private key that can sign"));

    /// <summary>A key in PEM, wiped at the end; encrypted when the one whose place it takes was, and the passphrase is known.</summary>
    public byte[] KeyPem(PrivateKey key, bool replacesEncrypted) =>
        Secret(key.WritePem(replacesEncrypted && Passphrase is { IsGiven: true, WritesPlainKeys: false } ? Passphrase : null));

    /// <summary>Whether the key in a file of the node is encrypted.</summary>
    public bool IsEncrypted(string nodePath)
    {
        using var bytes = Files.At(nodePath).Read(_cancellation);
        return PrivateKey.IsEncryptedIn(bytes.Span);
    }

    /// <summary>The bytes of a file of the node, wiped at the end.</summary>
    /// <exception cref="PkiProblemException">It cannot be read.</exception>
    public byte[] BytesAt(string nodePath)
    {
        var file = Files.At(nodePath);
        using var bytes = file.Read(_cancellation);
        if (bytes.ProblemId is not null)
            throw new PkiProblemException(file.Problem(bytes.ProblemId, bytes.Reason!));
        return Secret(bytes.Span.ToArray());
    }

    /// <summary>Opens a text file of the node in an editor.</summary>
    /// <exception cref="PkiProblemException">It cannot be read, or the editor does not understand it.</exception>
    public T Edit<T>(string nodePath, Func<string, T> open)
    {
        try
        {
            return open(StrictUtf8.GetString(BytesAt(nodePath)));
        }
        catch (Exception e) when (e is DecoderFallbackException or FormatException)
        {
            throw new PkiProblemException(Files.At(nodePath)
                .Problem(PkiProblemId.MalformedYaml, e is FormatException ? e.Message : "this is not UTF-8"));
        }
    }

    /// <summary>The bytes of an edited text, wiped at the end.</summary>
    public byte[] Encode(string text) => Secret(StrictUtf8.GetBytes(text));

    /// <summary>A certificate with its key, as kubelet keeps them in one file.</summary>
    public byte[] PairOf(IssuedCredential issue)
    {
        using var key = NewKey(issue.NewKey);
        var certificate = Pem.Write("CERTIFICATE", IssuerOf(issue.Authority).Issue(issue.Order, key.PublicKeyInfo()));
        return Secret([.. certificate, .. Secret(key.WritePem())]);
    }

    /// <summary>A file with a private key where nothing is; anything there refuses the whole.</summary>
    public PendingChange CreateSecret(string nodePath, byte[] content) =>
        new() { NodePath = RealPathOf(nodePath), Kind = ChangeKind.Write, Expected = FileState.Absent, Content = content,
            Mode = FileModes.Key };

    /// <summary>What goes into the backup.</summary>
    public PendingChange MoveAway(string nodePath) =>
        new() { NodePath = nodePath, Kind = ChangeKind.Quarantine, Expected = FileState.Of(Files, nodePath) };

    /// <summary>Remembers bytes that are to be wiped at the end.</summary>
    public byte[] Secret(byte[] octets)
    {
        _secrets.Add(octets);
        return octets;
    }

    /// <summary>A file without a private key that is written: what is behind a link, where the path is one.</summary>
    public PendingChange Write(string nodePath, byte[] content, int? mode = null)
    {
        var real = RealPathOf(nodePath);
        return new PendingChange
        {
            NodePath = real,
            Kind = ChangeKind.Write,
            Expected = FileState.Of(Files, real),
            Content = content,
            Mode = mode,
        };
    }

    /// <summary>
    /// A file that gets a private key. What others could do with it ends: nobody but its owner reads it, and one that belongs to somebody
    /// else becomes that of the user who repairs.
    /// </summary>
    /// <param name="nodePath">The file.</param>
    /// <param name="content">What it is to hold.</param>
    /// <param name="isOfPerson">Whether it is a person's own file, which stays that person's.</param>
    public PendingChange WriteSecret(string nodePath, byte[] content, bool isOfPerson = false)
    {
        var change = Write(nodePath, content);
        return isOfPerson ? change with { Mode = ModeOfSecret(change.Expected) } : Closed(change);
    }

    /// <summary>A file whose private key stays, closed to others as one that gets a key; none where it is closed already.</summary>
    public IEnumerable<PendingChange> KeepSecret(string nodePath)
    {
        var real = RealPathOf(nodePath);
        var expected = FileState.Of(Files, real);
        var change = Closed(new PendingChange { NodePath = real, Kind = ChangeKind.Access, Expected = expected });
        return change.UserId is null && change.Mode == expected.Mode ? [] : [change];
    }

    private PendingChange Closed(PendingChange change)
    {
        var closed = change with { Mode = ModeOfSecret(change.Expected) };
        return change.Expected.Kind == EntryKind.File && !Files.Owners.AreTrusted(change.Expected.UserId)
            && FileOwners.Invoker is var (user, group) ? closed with { UserId = user, GroupId = group } : closed;
    }

    private static int ModeOfSecret(FileState old) => old.Kind == EntryKind.File ? FileModes.OfSecret(old.Mode) : FileModes.Key;

    // A link is followed where root or the invoking user has made it, and nobody else could have.
    private string RealPathOf(string nodePath)
    {
        var file = Files.Resolve(nodePath);
        return file.Distrust is { } distrust ? throw new PkiProblemException(file.Problem(PkiProblemId.UntrustedDirectory, distrust))
            : file.RealNodePath;
    }

    public void Dispose()
    {
        foreach (var key in _authorityKeys.Values.Concat(_newKeys.Values.SelectMany(keys => keys)))
            key.Dispose();
        foreach (var secret in _secrets)
            CryptographicOperations.ZeroMemory(secret);
    }
}
