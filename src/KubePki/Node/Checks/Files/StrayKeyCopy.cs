using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Files;

/// <summary>Private keys in backups and copies that nobody remembers.</summary>
internal sealed class StrayKeyCopy : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(StrayKeyCopy), "Files", FindingSeverity.Warning,
        "A backup or temporary file contains a copy of a private key.", References.Cis);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        foreach (var directory in node.Pki.KeyCopies.Where(key => IsStray(node, key)).GroupBy(DirectoryOf))
        {
            var inUse = directory
                .Select(copy => (Copy: copy,
                    Key: node.Pki.Keys.FirstOrDefault(key => key.PublicKeyHash is not null && key.PublicKeyHash == copy.PublicKeyHash)))
                .Where(pair => pair.Key is not null).ToList();
            var first = inUse.Count > 0 ? inUse[0].Copy : directory.First();
            var loose = directory.Any(copy => node.File(copy.NodePath)?.Mode is { } mode && (mode & 0b111) != 0);
            yield return new CheckResult(Path.GetFileName(directory.Key),
                $"{directory.Count()} private {(directory.Count() == 1 ? "key" : "keys")} found in {directory.Key}" + (inUse.Count > 0
                    ? $"; {NameList.Of(inUse.Select(pair => pair.Key!.Name).Distinct())} {(inUse.Count == 1 ? "is" : "are")} in use."
                    : "; none is in use."),
                "A copy is less protected than the original and grants the same access.",
                Advice.Of($"Check that nothing uses {(directory.Count() == 1 ? "it" : "them")}, then move "
                    + $"{(directory.Count() == 1 ? "it" : "them")} to a safe place off this node: "
                    + $"{directory.Select(copy => copy.NodePath)}")) with
            {
                Path = first.Path,
                NodePath = first.NodePath,
                Severity = loose ? FindingSeverity.Error : inUse.Count > 0 ? FindingSeverity.Warning : FindingSeverity.Information,
                Proof = directory.Select(copy =>
                    $"{copy.NodePath}: {copy.Format} {copy.KeyAlgorithm} "
                        + $"{copy.KeySize}{(node.File(copy.NodePath) is { } file ? $", mode {file.ModeText}" : "")}"
                        + $"{(copy.PublicKeyHash is null ? "" : $", public key sha256:{copy.PublicKeyHash}")}"),
            };
        }
    }

    /// <summary>
    /// Whether a key is nobody's: all flags are known and none names it, it lies where copies do, or without a certificate of its own, and
    /// no CA of the node has it alone.
    /// </summary>
    internal static bool IsStray(NodeView node, KubeKey copy) => node.KnowsFlags && !node.IsNamed(copy.NodePath)
        && (!copy.HasCertificate || CopyPlaces.IsOne(DirectoryOf(copy))) && !IsOnlyKeyOfAuthority(node, copy.PublicKeyHash);

    private static bool IsOnlyKeyOfAuthority(NodeView node, string? key) => key is not null
        && node.Authorities.Any(authority => authority.PublicKeyHash == key && authority.KeyMatches != true)
        && !node.Pki.Keys.Any(known => known.PublicKeyHash == key);

    private static string DirectoryOf(KubeKey key) => key.NodePath[..key.NodePath.LastIndexOf('/')];
}
