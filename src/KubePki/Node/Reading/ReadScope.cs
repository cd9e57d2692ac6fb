using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Certificates;
using KubePki.Node.Reading.Files;
using KubePki.Node.Reading.Kubeconfigs;
using KubePki.Pki.Verification;
using KubePki.Pki.X509;

namespace KubePki.Node.Reading;

/// <summary>
/// What is read together and finished together: a node, a directory, or a file. Certificates are collected first; when all are
/// there, each is asked whose key signed it.
/// </summary>
internal sealed class ReadScope
{
    private const string TooManySignatures = "verifying who signed all its certificates would take too long; some have no signer";

    private readonly Dictionary<string, List<ParsedKey>> _keysByFile = new(StringComparer.Ordinal);

    public List<CertificateEntry> Certificates { get; } = [];

    public List<KubeKey> Keys { get; } = [];

    public List<KubeCertificateRequest> Requests { get; } = [];

    public List<KubeconfigDraft> Kubeconfigs { get; } = [];

    public List<PkiProblem> Problems { get; } = [];

    /// <summary>Certificates of files that were read only because something refers to them: asked as CAs, not listed.</summary>
    public List<CertificateEntry> Unlisted { get; } = [];

    /// <summary>Whether nothing was found, not even a problem.</summary>
    public bool IsEmpty => Certificates.Count + Keys.Count + Requests.Count + Kubeconfigs.Count + Problems.Count == 0;

    /// <summary>Remembers the keys of a file, by its path on the node.</summary>
    public void AddKeys(string nodePath, List<ParsedKey> keys) => _keysByFile[nodePath] = keys;

    /// <summary>The keys of a file that was read; null when it was not.</summary>
    public List<ParsedKey>? KeysOf(string nodePath) => _keysByFile.GetValueOrDefault(nodePath);

    /// <summary>Asks each certificate who signed it, and makes the final objects. <paramref name="others"/> are CAs of elsewhere.</summary>
    public NodePki Finish(NodeContext node, ReadOptions options, IReadOnlyList<CertificateEntry> others, CancellationToken cancellation,
        bool isNamed = true)
    {
        var (root, name) = (node.Files.Root, isNamed ? node.Name : null);
        var builder = new CertificateBuilder(PoolOf(others), options) { Root = root, NodeName = name };
        var usedUp = new HashSet<SourceBudget>();
        foreach (var entry in Certificates.Concat(Unlisted))
        {
            // Checking signatures is what takes time.
            cancellation.ThrowIfCancellationRequested();
            entry.Result = builder.Build(entry);
            if (entry.Budget.IsUsedUp && usedUp.Add(entry.Budget))
            {
                Problems.Add(new NodeFile(entry.Path, entry.NodePath, entry.NodePath, entry.Path)
                    .Problem(PkiProblemId.FileTooLarge, TooManySignatures));
            }
        }
        return new NodePki
        {
            ExpiresWithin = options.ExpiresWithin,
            Root = root,
            NodeName = name,
            Distribution = DistributionOf(node.Distribution),
            AsOf = options.AsOf,
            Certificates = InOrder(Certificates.ConvertAll(entry => entry.Result!)),
            Keys = Keys,
            Requests = Requests,
            Kubeconfigs = Kubeconfigs.ConvertAll(draft => draft.Finish(options.AsOf) with { Root = root, NodeName = name }),
            Problems = Problems,
        };
    }

    // Docker Desktop keeps kubeadm's files where kubeadm would, and calls its API server by names of its own.
    private string? DistributionOf(string? known)
    {
        if (known is not (null or Distributions.Kubeadm))
            return known;
        var serving = Certificates.Select(entry => entry.Result!)
            .Where(certificate => known is null || certificate.Role == PkiRoles.ApiServer);
        return Distributions.OfServingNames(serving.SelectMany(certificate => certificate.DnsNames)) ?? known;
    }

    // By directory, then by name as kubeadm lists them.
    private static KubeCertificate[] InOrder(List<KubeCertificate> certificates) => [.. certificates
        .OrderBy(certificate => certificate.NodePath[..certificate.NodePath.LastIndexOf('/')], StringComparer.Ordinal)
        .ThenBy(certificate => certificate.Name, StringComparer.Ordinal)
        .ThenBy(certificate => certificate.Index)];

    private AuthorityPool PoolOf(IReadOnlyList<CertificateEntry> others)
    {
        var pool = new AuthorityPool();
        foreach (var entry in Ordered(Certificates.Concat(Unlisted).Concat(others)))
            pool.Add(entry.Parsed, LabelOf(entry), entry.CanSign, entry.Budget.Party);
        return pool;
    }

    // Stable: within a role the order of reading counts.
    private static IEnumerable<CertificateEntry> Ordered(IEnumerable<CertificateEntry> entries) =>
        entries.Where(entry => entry.MaySign).OrderBy(entry => PkiRoles.PlaceOf(entry.Role));

    private static string LabelOf(CertificateEntry entry) =>
        PkiRoles.Find(entry.Role)?.Kind == PkiRoleKind.Authority ? entry.Role! : entry.Name;
}
