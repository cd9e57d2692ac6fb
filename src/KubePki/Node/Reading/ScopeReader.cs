using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Certificates;
using KubePki.Node.Reading.Files;
using KubePki.Node.Reading.Kubeconfigs;
using KubePki.Pki.Keys;
using KubePki.Pki.Verification;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Node.Reading;

/// <summary>Reads files into a unit. Nothing that a file holds makes it throw.</summary>
internal sealed class ScopeReader(ReadScope scope, NodeContext node, ReadOptions options, CancellationToken cancellation)
{
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private readonly HashSet<string> _real = new(StringComparer.Ordinal);
    private readonly HashSet<string> _directories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<CertificateEntry>> _listed = new(StringComparer.Ordinal);

    // By real path: a thousand entries may name one file in a thousand ways. And by who names it: it costs each of them.
    private readonly Dictionary<(string RealPath, string? Party), Referred<IReadOnlyList<CertificateEntry>>> _referred = [];
    private readonly Dictionary<(string RealPath, string? Party), Referred<KeyRing>> _referredKeys = [];

    private readonly KeyPassphrase _none = KeyPassphrase.None(DerivationBudget.OfOthers);
    private readonly Dictionary<string, SourceBudget> _budgets = new(StringComparer.Ordinal);

    public NodeContext Node => node;

    /// <summary>
    /// Whether what people and network plugins write is told apart from the node's own files: whoever reads a whole node did not choose it.
    /// </summary>
    public bool HasParties { get; init; }

    public ReadScope Scope => scope;

    /// <summary>What opens the keys of a source. The passphrase was not given for what others have written, unless it is named.</summary>
    public KeyPassphrase? PassphraseFor(SourceBudget source) => source.Party is null || source.IsNamed ? options.Passphrase : _none;

    /// <summary>Whether a file was read, or would have been if it were there.</summary>
    public bool Knows(string nodePath) => _done.Contains(nodePath)
        || (_directories.Contains(nodePath[..nodePath.LastIndexOf('/')]) && FileNames.IsOfPki(nodePath));

    /// <summary>Whether a file was read by another path of its directory.</summary>
    public bool WasReadAs(string nodePath) => _real.Contains(InRealDirectory(nodePath));

    /// <summary>What a file may cost: each has its own, and so has each person, and the networks together.</summary>
    public SourceBudget BudgetOf(string nodePath)
    {
        if (!HasParties || PartyOf(nodePath) is not { } party)
            return new SourceBudget();
        if (options.NamedKubeconfigs.Contains(nodePath) || options.Kubeconfigs.Any(path => Path.GetFullPath(path) == nodePath))
            return new SourceBudget { Party = party, IsNamed = true };
        if (!_budgets.TryGetValue(party, out var budget))
            _budgets.Add(party, budget = new SourceBudget { Party = party });
        return budget;
    }

    /// <summary>Whether a file was read, by this path.</summary>
    public bool WasRead(string nodePath) => _done.Contains(nodePath);

    /// <summary>
    /// Reads a file of any kind. A file that was <paramref name="named"/>, not found in a directory, must hold something.
    /// </summary>
    public void ReadFile(NodeFile file, bool named)
    {
        if (!_done.Add(file.NodePath))
            return;
        _real.Add(InRealDirectory(file.NodePath));
        cancellation.ThrowIfCancellationRequested();
        options.Trace?.Invoke(file.Path);
        using var bytes = file.Read(cancellation);
        if (bytes.ProblemId is not null)
            scope.Problems.Add(file.Problem(bytes.ProblemId, bytes.Reason!,
                goError: bytes.ProblemId == PkiProblemId.EmptyFile ? GoErrorWithoutPem(file.NodePath) : null));
        if (bytes.Span.IsEmpty)
            return;
        if (IsKubeconfig(file, bytes.Span))
        {
            KubeconfigReader.Read(this, file, bytes.Span, named, cancellation);
            return;
        }
        var budget = BudgetOf(file.NodePath);
        var content = Parse(bytes, budget);
        if (!content.HasPki && (named || FileNames.MustHoldPki(file.NodePath, content.HasOther)))
            scope.Problems.Add(file.Problem(PkiProblemId.NoPkiData,
                "it contains no certificate, key, request or kubeconfig", goError: GoErrorWithoutPem(file.NodePath)));
        // Anybody may keep DER and PKCS#7; components do not read them.
        if ((content.IsDer || content.Store is not null) && (node.Roles.Identify(file.NodePath).Roles.Count > 0
            || node.Roles.IdentifyKey(file.NodePath).Role is not null))
        {
            scope.Problems.Add(file.Problem(PkiProblemId.MalformedPem, $"this is {content.Store ?? "DER"}, and Kubernetes reads PEM",
                goError: content.StoreGoError ?? GoErrorWithoutPem(file.NodePath)));
        }
        Take(file, content, listed: true, budget);
    }

    /// <summary>Reads a file that is meant to be a kubeconfig, by whoever names it; what is something else is passed over.</summary>
    public void ReadKubeconfig(NodeFile file)
    {
        using var bytes = file.Read(cancellation);
        if (bytes.ProblemId is not null || KubeconfigReader.LooksLikeKubeconfig(bytes.Span))
            ReadFile(file, named: true);
    }

    /// <summary>The certificates of a file that something refers to, at its cost; not listed unless its directory is read too.</summary>
    public Referred<IReadOnlyList<CertificateEntry>> ReadReferred(NodeFile file, SourceBudget budget)
    {
        if (_listed.TryGetValue(file.NodePath, out var listed))
            return new(listed, null, null);
        if (_referred.TryGetValue((file.RealNodePath, budget.Party), out var known))
            return known;
        using var bytes = file.Read(cancellation);
        var entries = Take(file, Parse(bytes, budget), listed: false, budget);
        return _referred[(file.RealNodePath, budget.Party)] = new(entries, bytes.ProblemId, bytes.Reason);
    }

    /// <summary>The private keys of a file that something refers to.</summary>
    public Referred<KeyRing> ReadReferredKeys(NodeFile file, SourceBudget source)
    {
        if (_referredKeys.TryGetValue((file.RealNodePath, source.Party), out var known))
            return known;
        using var bytes = file.Read(cancellation);
        var keys = new KeyRing(file.Path, ParseKeys(file, bytes, source).Keys);
        return _referredKeys[(file.RealNodePath, source.Party)] = new(keys, bytes.ProblemId, bytes.Reason);
    }

    /// <summary>What a file of keys holds, which is not listed itself; that a passphrase does not open it is told all the same.</summary>
    public PkiFileContent ParseKeys(NodeFile file, FileBytes bytes, SourceBudget source)
    {
        var content = Parse(bytes, source);
        foreach (var problem in content.SealProblems)
            scope.Problems.Add(file.Problem(problem.Id, problem.Reason, problem.Line, problem.Offset, problem.GoError));
        return content;
    }

    /// <summary>Reads the files of a directory that look like a PKI's.</summary>
    public void ReadDirectory(string nodeDirectory, Func<string, bool> wanted)
    {
        foreach (var name in NodeDirectory.List(node.Files, nodeDirectory, scope.Problems))
        {
            if (wanted(name.Name))
                ReadFile(node.Files.In(nodeDirectory, name), named: false);
        }
        _directories.Add(nodeDirectory);
    }

    /// <summary>
    /// Reads a directory that was named: a file whose name promises nothing is looked into. The names of those that hold nothing.
    /// </summary>
    public List<string> ScanDirectory(string nodeDirectory, Func<string, bool> wanted)
    {
        var passedOver = new List<string>();
        foreach (var name in NodeDirectory.List(node.Files, nodeDirectory, scope.Problems))
        {
            var file = node.Files.In(nodeDirectory, name);
            if (wanted(name.Name) || FileGlance.IsOfPki(file, cancellation))
                ReadFile(file, named: false);
            else
                passedOver.Add(name.Name);
        }
        _directories.Add(nodeDirectory);
        return passedOver;
    }

    private PkiFileContent Parse(FileBytes bytes, SourceBudget source) =>
        PkiFileParser.Parse(bytes.Span, cancellation, PassphraseFor(source), node.Files.IsSnapshot);

    private string InRealDirectory(string nodePath)
    {
        var slash = nodePath.LastIndexOf('/');
        return node.Files.Resolve(nodePath[..slash]).RealNodePath.TrimEnd('/') + nodePath[slash..];
    }

    // The content decides where it can: a PEM file may be named x.conf.
    private static bool IsKubeconfig(NodeFile file, ReadOnlySpan<byte> text) => KubeconfigReader.LooksLikeKubeconfig(text)
        || (FileNames.IsKubeconfig(file.NodePath) && !PemScanner.LooksLikePem(text) && !PkiFileParser.LooksLikeDer(text));

    private string? PartyOf(string nodePath)
    {
        if (nodePath.StartsWith(PkiLayouts.Cni + "/", StringComparison.Ordinal) || node.Roles.Identify(nodePath).Roles is [PkiRoles.Cni])
            return PkiLayouts.Cni;
        return nodePath.StartsWith(PkiLayouts.Homes + "/", StringComparison.Ordinal)
            ? string.Join('/', nodePath.Split('/').Take(3)) : null;
    }

    private List<CertificateEntry> Take(NodeFile file, PkiFileContent content, bool listed, SourceBudget budget)
    {
        foreach (var problem in content.Problems)
            scope.Problems.Add(file.Problem(problem.Id, problem.Reason, problem.Line, problem.Offset, problem.GoError));
        if (content.Keys.Count > 0)
            scope.AddKeys(file.NodePath, content.Keys);
        var (roles, name) = node.Roles.Identify(file.NodePath);
        var entries = new List<CertificateEntry>();
        foreach (var parsed in content.Certificates)
            entries.Add(EntryOf(file, parsed, entries.Count, roles, name, budget));
        (listed ? scope.Certificates : scope.Unlisted).AddRange(entries);
        if (!listed)
            return entries;
        if (entries.Count > 0)
            _listed[file.NodePath] = entries;
        for (var i = 0; i < content.Keys.Count; i++)
            scope.Keys.Add(KeyOf(file, content.Keys[i], i, node.Roles.IdentifyKey(file.NodePath)));
        for (var i = 0; i < content.Requests.Count; i++)
            scope.Requests.Add(RequestOf(file, content.Requests[i], i, name));
        return entries;
    }

    private static CertificateEntry EntryOf(NodeFile file, ParsedCertificate parsed, int index, IReadOnlyList<string> roles, string name,
        SourceBudget budget) => new()
    {
        Parsed = parsed,
        Name = name,
        Roles = index > 0 && IsChain(roles) ? [PkiRoles.Chain] : roles,
        Path = file.Path,
        NodePath = file.NodePath,
        Index = index,
        Budget = budget,
    };

    private static bool IsChain(IReadOnlyList<string> roles) =>
        roles.Count > 0 && PkiRoles.Find(roles[0])?.Kind is not PkiRoleKind.Authority;

    private static KubeKey KeyOf(NodeFile file, ParsedKey key, int index, (string? Role, string Name) identity) => new()
    {
        Name = identity.Name,
        Role = identity.Role,
        Path = file.Path,
        NodePath = file.NodePath,
        Index = index,
        Format = key.Format,
        KeyAlgorithm = key.Algorithm,
        KeySize = key.Size,
        PublicKeyHash = key.PublicKeyInfo is { } octets ? Hex.Sha256(octets) : null,
        IsPrivate = key.IsPrivate,
        IsEncrypted = key.IsEncrypted,
    };

    private static KubeCertificateRequest RequestOf(NodeFile file, ParsedRequest request, int index, string name) => new()
    {
        Name = name,
        Path = file.Path,
        NodePath = file.NodePath,
        Index = index,
        Subject = request.Subject!.ToString(),
        CommonName = request.Subject.CommonName,
        Organization = TextList.From(request.Subject.Organization),
        DnsNames = TextList.From(request.Extensions.DnsNames),
        IPAddresses = TextList.From(request.Extensions.IPAddresses.Select(address => GoText.Address(address))),
        KeyAlgorithm = request.PublicKey?.Algorithm,
        KeySize = request.PublicKey?.Size ?? 0,
        PublicKeyHash = Hex.Sha256(request.PublicKeyInfo.Of(request.Raw.Span)),
    };

    private static string? GoErrorWithoutPem(string nodePath) => FileNames.IsKey(nodePath) ? "tls: failed to find any PEM data in key input"
        : FileNames.IsCertificate(nodePath) ? "tls: failed to find any PEM data in certificate input" : null;
}
