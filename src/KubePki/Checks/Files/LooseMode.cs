using KubePki.Model;

namespace KubePki.Checks.Files;

/// <summary>Files that others may read or write (CIS 1.1.1 to 1.1.21 and 4.1.1 to 4.1.10).</summary>
internal sealed class LooseMode : NodeCheck
{
    private const int OthersAndGroup = 0b000_111_111;
    private const int Writable = 0b000_010_010;

    public override KubePkiCheck About { get; } = new(nameof(LooseMode), "Files", FindingSeverity.Error,
        "A private key, a kubeconfig or a manifest may be read or written by others than its owner.", References.Cis);

    public override IEnumerable<Found> Look(NodeView node)
    {
        var secrets = Secrets(node);
        foreach (var file in node.Pki.Files)
        {
            if (file.Mode is not { } mode || file.NodePath.EndsWith("-current.pem", StringComparison.Ordinal))
                continue;
            var isData = file.IsDirectory && file.NodePath == node.Component("etcd")?.Flag("data-dir");
            var forbidden = secrets.ContainsKey(file.NodePath) || isData ? OthersAndGroup : Writable;
            if ((mode & forbidden) != 0)
                yield return Loose(file, mode, isData ? "etcd's data" : secrets.GetValueOrDefault(file.NodePath), forbidden);
        }
    }

    private static Dictionary<string, string> Secrets(NodeView node)
    {
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in node.Pki.Keys.Where(key => key.IsPrivate))
            secrets[key.NodePath] = "a private key";
        foreach (var kubeconfig in node.Kubeconfigs.Where(kubeconfig => kubeconfig.Users.Count > 0 && kubeconfig.CredentialKind is not (CredentialKinds.CertificateFile or CredentialKinds.None)))
            secrets[kubeconfig.NodePath] = "a credential";
        return secrets;
    }

    private static Found Loose(PkiFile file, int mode, string? secret, int forbidden)
    {
        var wanted = Convert.ToString(mode & ~forbidden & 0xfff, 8).PadLeft(3, '0');
        return Found.In(file, secret is null ? $"{file.NodePath} has mode {file.ModeText}: others may write it." : $"{file.NodePath} holds {secret} and has mode {file.ModeText}.",
            secret is null ? "Whoever writes it decides what the control plane runs or trusts." : "Whoever reads it can act as its owner.",
            $"chmod {wanted} {file.NodePath}") with
        {
            Severity = (mode & 0b111) != 0 ? FindingSeverity.Error : FindingSeverity.Warning,
            Proof = [file.ToString()],
            CanRepair = true,
        };
    }
}
