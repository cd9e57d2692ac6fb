using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Files;

/// <summary>Files that others may read or write (CIS 1.1.1 to 1.1.21 and 4.1.1 to 4.1.10).</summary>
internal sealed class LooseMode : NodeCheck
{
    private const int OthersAndGroup = 0b000_111_111;
    private const int Others = 0b000_000_111;
    private const int Writable = 0b000_010_010;

    public override KubePkiCheck About { get; } = new(nameof(LooseMode), "Files", FindingSeverity.Error,
        "A private key, kubeconfig or manifest can be read or written by users other than its owner.", References.Cis);

    // Of a copied tree every file may be loose: one finding for a directory says as much as twenty.
    private const int Many = 3;

    /// <summary>A file with a mode that it should not have.</summary>
    internal sealed record LooseFile(PkiFile Entry, int Mode, string? Secret, int Forbidden)
    {
        public string Wanted => OctalMode.Of(Mode & ~Forbidden & 0xfff)[1..];

        public string Directory => Entry.NodePath[..Entry.NodePath.LastIndexOf('/')];
    }

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        foreach (var group in LooseFiles(node)
            .GroupBy(file => (file.Directory, file.Mode, file.Wanted, HoldsSecret: file.Secret is not null)))
        {
            var files = group.ToList();
            foreach (var result in files.Count > Many ? [AllOf(files)] : files.ConvertAll(One))
                yield return result;
        }
    }

    /// <summary>Every such file.</summary>
    internal static IEnumerable<LooseFile> LooseFiles(NodeView node)
    {
        var secrets = Secrets(node);
        foreach (var file in node.Pki.Files)
        {
            // The bits of a device, and of what a link leads to, are not those of the file that is meant.
            if (file.Mode is not { } mode || file.IsSpecial || file.IsNamedByNetworks
                || file.NodePath.EndsWith("-current.pem", StringComparison.Ordinal)
                || (file.IsLink && !node.LeadsToOwn(file)))
                continue;
            var isData = file.IsDirectory && file.NodePath == node.Component("etcd")?.Flag("data-dir");
            var forbidden = (secrets.ContainsKey(file.NodePath) || isData ? OthersAndGroup : Writable)
                & (PkiLayouts.RunnerOf(file.NodePath) is { SharesWithGroup: true } ? Others : OthersAndGroup);
            if ((mode & forbidden) != 0)
                yield return new LooseFile(file, mode, isData ? "etcd's data" : secrets.GetValueOrDefault(file.NodePath), forbidden);
        }
    }

    private static Dictionary<string, string> Secrets(NodeView node)
    {
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in node.Pki.Keys.Where(key => key.IsPrivate)
            .Concat(node.Pki.KeyCopies.Where(key => !StrayKeyCopy.IsStray(node, key))))
            secrets[key.NodePath] = "a private key";
        foreach (var kubeconfig in node.Kubeconfigs.Where(kubeconfig =>
            kubeconfig.Users.Count > 0 && kubeconfig.CredentialKind is not (CredentialKinds.CertificateFile or CredentialKinds.None)
                // A command and its arguments are no secret.
                && !kubeconfig.Users.All(user => user.CredentialKind == CredentialKinds.Exec)))
            secrets[kubeconfig.NodePath] = "a credential";
        return secrets;
    }

    private static CheckResult One(LooseFile loose) => Describe([loose], loose.Secret is null
        ? $"{loose.Entry.NodePath} has mode {loose.Entry.ModeText}: other users can write it."
        : $"{loose.Entry.NodePath} contains {loose.Secret} and has mode {loose.Entry.ModeText}.");

    private static CheckResult AllOf(List<LooseFile> files) => Describe(files, files[0].Secret is null
        ? $"{files.Count} files in {files[0].Directory} have mode {files[0].Entry.ModeText}: other users can write them."
        : $"{files.Count} files in {files[0].Directory} contain private keys or credentials and have mode {files[0].Entry.ModeText}.") with
    {
        Target = files[0].Directory,
    };

    private static CheckResult Describe(List<LooseFile> files, string message) => CheckResult.In(files[0].Entry, message,
        files[0].Secret is null
            ? "Anyone who can write them controls what the control plane runs or trusts."
            : "Anyone who can read them can act as their owner.",
        files[0].Entry.Exposure is not null ? CloseTheWayTo(files[0].Entry)
            : Advice.Of($"chmod {files[0].Wanted} {files.Select(file => file.Entry.NodePath)}")) with
    {
        Severity = (files[0].Mode & 0b111) != 0 ? FindingSeverity.Error : FindingSeverity.Warning,
        Proof = files.Select(file => file.Entry.ToString()).Concat(WaysOf(files.Select(file => file.Entry))),
        Fix = new Fix.SetAccess().If(files.TrueForAll(file => file.Entry is { IsLink: false, Exposure: null })),
    };

    /// <summary>What to do first where others decide what lies at a path: whatever is done to it might be done to another file.</summary>
    internal static Advice CloseTheWayTo(PkiFile file) =>
        Advice.Of($"First make all directories above {file.NodePath} writable by root only.");

    /// <summary>Who else has a say on the ways to files: proof, and no advice, which is pasted into shells.</summary>
    internal static IEnumerable<string> WaysOf(IEnumerable<PkiFile> files) =>
        files.Select(file => file.Exposure).OfType<string>().Distinct();
}
