using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Keys;

/// <summary>Keys behind a passphrase: no component of Kubernetes asks for one.</summary>
internal sealed class KeyEncrypted : NodeCheck
{
    private const string GoOfPair = "tls: failed to parse private key";
    private const string GoOfKey = "data does not contain a valid RSA or ECDSA private key";

    public override KubePkiCheck About { get; } = new(nameof(KeyEncrypted), "Keys", FindingSeverity.Critical,
        "A private key that a component must load is encrypted.", References.Go);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        foreach (var key in node.Pki.Keys.Where(key => key is { IsEncrypted: true, IsPrivate: true }).DistinctBy(key => key.NodePath))
        {
            var role = PkiRoles.Find(node.RoleAt(key.NodePath) ?? key.Role);
            if (role?.Kind == PkiRoleKind.Authority)
                yield return Authority(node, key, role);
            else if (role is not null || node.IsNamed(key.NodePath))
                yield return Loaded(node, key, role);
        }
    }

    private static CheckResult Loaded(NodeView node, KubeKey key, PkiRole? role)
    {
        var go = role?.Kind == PkiRoleKind.KeyPair ? GoOfKey : GoOfPair;
        var reader = role?.Readers.Count > 0 ? string.Join(", ", role.Readers) : "its component";
        // Whoever gave the passphrase wants the key to stay as it is.
        var fix = role is not null && key.PublicKeyHash is null ? node.Fixes.Renew(role) : null;
        return Encrypted(node, key, role, $"{key.NodePath} is encrypted: {reader} cannot load its key.",
            $"It does not start, or keeps the old key until its next start: \"{go}\". {Consequences.Of(role?.Name)}",
            Advice.Of($"To keep the key, decrypt it into a new file, then put that in its "
                + $"place: {Decrypt(key.NodePath)}")) with
        {
            Severity = role is null ? FindingSeverity.Error : Consequences.SeverityOf(role.Name),
            Proof = [ProofOf(key), $"Go: {go}"],
            Fix = fix,
        };
    }

    private static CheckResult Authority(NodeView node, KubeKey key, PkiRole role)
    {
        var signs = node.Component("kube-controller-manager")?.Flag("cluster-signing-key-file") == key.NodePath;
        return Encrypted(node, key, role,
            $"{key.NodePath} is encrypted: the CA cannot sign{(signs ? ", and kube-controller-manager cannot load its key" : "")}.",
            signs ? "kube-controller-manager does not sign kubelets' requests: "
                    + $"\"error reading CA key file \"{key.NodePath}\": {GoOfKey}\". kubeadm renews nothing with it."
                : "Certificates are renewed with it only where its passphrase is given; kubeadm cannot use it.",
            Advice.Of($"To sign here once, give the passphrase: kubepki repair --key-passphrase-file FILE --what-if; "
                + $"for components, decrypt it into a new file, then put that in its place: {Decrypt(key.NodePath)}")) with
        {
            Severity = signs ? FindingSeverity.Error : FindingSeverity.Warning,
            Proof = [ProofOf(key), $"Go: {GoOfKey}"],
        };
    }

    private static CheckResult Encrypted(NodeView node, KubeKey key, PkiRole? role, string message, string why, Advice remedy) =>
        new(role?.Name ?? key.Name, message, why, remedy) { Path = node.HostPath(key.NodePath), NodePath = key.NodePath };

    private static string ProofOf(KubeKey key) => $"{key.NodePath}: {key.Format}, encrypted";

    // Nothing is written over: the plain key is a new file, and the encrypted one is kept under another name.
    private static Advice Decrypt(string path) =>
        Advice.Of($"d=$(date +%s) && (umask 077; openssl pkey -in {path} -out {path + ".plain"}.\"$d\") && mv {path} {path}.\"$d\" "
            + $"&& test ! -e {path} && mv {path + ".plain"}.\"$d\" {path}");
}
