using System.Text;
using KubePki.Changes.Editing;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;

namespace KubePki.Changes.Repair.Actions;

/// <summary>Makes what belongs into a directory for another node. It changes nothing of this one.</summary>
internal sealed class PackageCredential : RepairAction
{
    public const string Kubeconfig = PkiRoles.KubeletConf;

    public const string Readme = "README.txt";

    public required string Directory { get; init; }

    public required string NodeName { get; init; }

    public required string Server { get; init; }

    public required IReadOnlyList<KubeCertificate> Bundle { get; init; }

    /// <summary>The client's pem; its path is a name in the directory.</summary>
    public required IssuedCredential Client { get; init; }

    /// <summary>The serving certificate; null for none.</summary>
    public CertificateOrder? Serving { get; init; }

    public override IEnumerable<KeyKind> NewKeys => Serving is null ? [Client.NewKey] : [Client.NewKey, Client.NewKey];

    /// <summary>A file of the directory, as a path of this machine.</summary>
    public string PathOf(string name) => Path.Combine(Directory, name);

    public override IEnumerable<PendingChange> Prepare(IssuanceContext issuance) => [];

    /// <summary>The files, with their modes; they are of the machine that makes them, not of the node.</summary>
    public IEnumerable<(string Name, byte[] Content, int Mode)> Files(IssuanceContext issuance)
    {
        yield return (Client.PemPath, issuance.PairOf(Client), FileModes.Key);
        yield return (Kubeconfig, issuance.Encode(KubeconfigFor(issuance)), FileModes.Key);
        if (Serving is not null)
        {
            using var key = issuance.NewKey(Client.NewKey);
            yield return (KubeletFiles.ServingKey, issuance.Secret(key.WritePem()), FileModes.Key);
            yield return (KubeletFiles.Serving,
                Pem.Write("CERTIFICATE", issuance.IssuerOf(Client.Authority).Issue(Serving, key.PublicKeyInfo())), FileModes.Certificate);
        }
        yield return (Readme, Encoding.UTF8.GetBytes(NodePackageText.Write(this)), FileModes.Certificate);
    }

    private string KubeconfigFor(IssuanceContext issuance)
    {
        const string User = "default-auth", Cluster = "default-cluster", Link = $"{PkiLayouts.KubeletPki}/{KubeletFiles.ClientLink}";
        var editor = new KubeconfigEditor(KubeconfigText.Write(Cluster, Server, User, minor: null));
        editor.SetCredentialFiles(User, Link, Link);
        editor.SetAuthority(Cluster, issuance.Bundle(Bundle));
        return editor.Apply();
    }
}
