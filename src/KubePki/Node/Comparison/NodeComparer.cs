using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Comparison;

/// <summary>Tells how two snapshots differ: two nodes, a backup and its node, a node before and after a change.</summary>
public static class NodeComparer
{
    /// <summary>The differences, in the order of the files.</summary>
    /// <param name="reference">The first snapshot.</param>
    /// <param name="difference">The second snapshot.</param>
    /// <param name="only">The paths of the node that are compared, where the first snapshot is not of all of it; null for all.</param>
    public static IReadOnlyList<PkiDifference> Compare(NodePki reference, NodePki difference, IReadOnlySet<string>? only = null)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(difference);
        var pair = new Pair(reference, difference, only);
        return [.. pair.Certificates().Concat(pair.Keys()).Concat(pair.Kubeconfigs()).Concat(pair.Files())
            .OrderBy(found => found.NodePath, StringComparer.Ordinal)];
    }

    private sealed class Pair(NodePki reference, NodePki difference, IReadOnlySet<string>? only)
    {
        // Copies of one node, or one node at two moments, may differ in what two nodes must share.
        private readonly bool _areTwoNodes = reference.NodeName is not null && difference.NodeName is not null
            && reference.NodeName != difference.NodeName;

        public IEnumerable<PkiDifference> Certificates() => Matched(reference.Certificates, difference.Certificates,
            certificate => (certificate.NodePath, certificate.Index, certificate.Source, certificate.Entry), (first, second) =>
            {
                var any = (second ?? first)!;
                return Row(any.Name, any.NodePath, first is not null, second is not null,
                    first is not null && second is not null ? CertificateComparison.Of(first, second) : [Until((second ?? first)!)],
                    Must(any.Role)) with
                {
                    Reference = first,
                    Difference = second,
                };
            });

        // The key of a certificate is told with it.
        public IEnumerable<PkiDifference> Keys()
        {
            var told = reference.Certificates.Concat(difference.Certificates).Select(certificate => certificate.KeyPath).ToHashSet();
            return Matched(reference.Keys.Where(key => !told.Contains(key.Path)), difference.Keys.Where(key => !told.Contains(key.Path)),
                key => (key.NodePath, key.Index), (first, second) =>
                {
                    var any = (second ?? first)!;
                    return Row(any.Name, any.NodePath, first is not null, second is not null,
                        first?.PublicKeyHash == second?.PublicKeyHash ? []
                            : first is null || second is null ? ["key"] : ["another key"],
                        Must(any.Role));
                });
        }

        public IEnumerable<PkiDifference> Kubeconfigs() => Matched(reference.Kubeconfigs, difference.Kubeconfigs,
            kubeconfig => kubeconfig.NodePath, (first, second) =>
            {
                var any = (second ?? first)!;
                return Row(any.Name, any.NodePath, first is not null, second is not null,
                    first is not null && second is not null ? Kubeconfig(first, second) : ["kubeconfig"], warning: null);
            });

        // A backup keeps its files in a way of its own.
        public IEnumerable<PkiDifference> Files() => only is not null ? [] : Matched(
            reference.Files.Where(file => difference.Files.Any(other => other.NodePath == file.NodePath)), difference.Files,
            file => file.NodePath, (first, second) => first is null || second is null ? null
                : Row(second.NodePath[(second.NodePath.LastIndexOf('/') + 1)..], second.NodePath, true, true,
                    Access(first, second), warning: null));

        private IEnumerable<PkiDifference> Matched<T, TKey>(IEnumerable<T> first, IEnumerable<T> second, Func<T, TKey> keyOf,
            Func<T?, T?, PkiDifference?> tell)
            where T : class
            where TKey : notnull
        {
            var known = new Dictionary<TKey, T>();
            foreach (var item in first)
                known.TryAdd(keyOf(item), item);
            var rows = new List<PkiDifference?>();
            foreach (var item in second)
                rows.Add(known.Remove(keyOf(item), out var other) ? tell(other, item) : tell(null, item));
            rows.AddRange(known.Values.Select(item => tell(item, null)));
            return rows.OfType<PkiDifference>().Where(row => row.What.Count > 0 && only?.Contains(row.NodePath) != false);
        }

        private PkiDifference Row(
            string name, string nodePath, bool isFirst, bool isSecond, IEnumerable<string> what, string? warning) => new()
        {
            Change = !isFirst ? PkiChange.Added : !isSecond ? PkiChange.Removed : PkiChange.Changed,
            Name = name,
            NodePath = nodePath,
            What = TextList.From(what),
            Warning = warning,
            NodeName = difference.NodeName,
            Root = difference.Root,
        };

        private string? Must(string? role) => _areTwoNodes && PkiRoles.Of(role).Kind is PkiRoleKind.Authority or PkiRoleKind.KeyPair
            ? "This must be the same on all control plane nodes." : null;

        private static string Until(KubeCertificate certificate) => $"expires {Times.Rfc3339(certificate.NotAfter)}";

        private static IEnumerable<string> Kubeconfig(Kubeconfig first, Kubeconfig second) =>
        [
            .. Instead("context", first.Context, second.Context),
            .. Instead("server", first.Server, second.Server),
            .. Instead("user", first.User, second.User),
            .. Instead("credential", first.CredentialKind, second.CredentialKind),
        ];

        private static IEnumerable<string> Access(PkiFile first, PkiFile second) =>
        [
            .. Instead("mode", first.ModeText, second.ModeText),
            .. Instead("owner", $"{first.UserId}:{first.GroupId}", $"{second.UserId}:{second.GroupId}"),
        ];
    }

    /// <summary>That something is other than it was; nothing when it is not.</summary>
    internal static IEnumerable<string> Instead(string what, string? first, string? second) =>
        first == second ? [] : [$"{what} {second ?? "none"} instead of {first ?? "none"}"];
}
