using System.Text;
using KubePki.Changes.Editing;
using KubePki.Changes.Repair;
using KubePki.Changes.Repair.Actions;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Certificates;
using KubePki.Node.Reading.Files;
using KubePki.Pki.Keys;
using KubePki.Pki.X509;

namespace KubePki.Changes.ExternalCa;

/// <summary>Puts a certificate that came back in its place, with its key: into files, into a kubeconfig, or into kubelet's pem.</summary>
internal sealed class InstallCertificate : RepairAction
{
    /// <summary>The certificate, and the CAs between it and the node's.</summary>
    public required IReadOnlyList<ParsedCertificate> Chain { get; init; }

    public required KnownKey Key { get; init; }

    /// <summary>The certificate's file, the pem, or the kubeconfig that holds both.</summary>
    public required string NodePath { get; init; }

    /// <summary>The key's file; null when the key goes where the certificate goes.</summary>
    public string? KeyPath { get; init; }

    /// <summary>The link that is to lead to the pem.</summary>
    public string? LinkPath { get; init; }

    /// <summary>The kubeconfig that gets the credential, or names the link to it; null when none changes.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>The text of that kubeconfig when it does not exist yet.</summary>
    public string? NewText { get; init; }

    public string? User { get; init; }

    public string? Cluster { get; init; }

    /// <summary>The CAs that the kubeconfig is to trust; none to keep them.</summary>
    public IReadOnlyList<KubeCertificate> Bundle { get; init; } = [];

    public override IEnumerable<PendingChange> Prepare(IssuanceContext issuance)
    {
        byte[] certificates = [.. Chain.SelectMany(certificate => Pem.Write("CERTIFICATE", certificate.Raw.Span))];
        using var key = ReadKey(issuance);
        var keyPem = issuance.KeyPem(key, key.WasEncrypted);
        var changes = new List<PendingChange>();
        if (LinkPath is not null)
        {
            changes.Add(issuance.WriteSecret(NodePath, issuance.Secret([.. certificates, .. keyPem])));
            changes.Add(new PendingChange
            {
                NodePath = LinkPath,
                Kind = ChangeKind.Link,
                Expected = FileState.Of(issuance.Files, LinkPath),
                LinkTarget = NodePath,
            });
        }
        else if (Kubeconfig is null)
        {
            if (KeyPath is not null && KeyPath == Key.NodePath)
                changes.AddRange(issuance.KeepSecret(KeyPath));
            else if (KeyPath is not null)
                changes.Add(issuance.WriteSecret(KeyPath, keyPem));
            changes.Add(issuance.Write(NodePath, certificates, issuance.Files.At(NodePath).Exists ? null : FileModes.Certificate));
        }
        if (Kubeconfig is not null)
            changes.Add(WriteKubeconfig(issuance, certificates, keyPem));
        return changes;
    }

    private PendingChange WriteKubeconfig(IssuanceContext issuance, byte[] certificates, byte[] keyPem)
    {
        var editor = new KubeconfigEditor(NewText ?? StrictUtf8.GetString(issuance.BytesAt(Kubeconfig!)));
        var isSet = LinkPath is null
            ? editor.SetCredential(User!, certificates, keyPem)
            : editor.SetCredentialFiles(User!, LinkPath, LinkPath);
        if (!isSet)
            throw new PkiProblemException(issuance.Files.At(Kubeconfig!)
                .Problem(PkiProblemId.MalformedKubeconfig, $"it has no user {User}"));
        if (Bundle.Count > 0)
            editor.SetAuthority(Cluster!, issuance.Bundle(Bundle));
        var text = issuance.Secret(StrictUtf8.GetBytes(editor.Apply()));
        return NewText is null && LinkPath is not null ? issuance.Write(Kubeconfig!, text) : issuance.WriteSecret(Kubeconfig!, text);
    }

    // Between the plan and now the key may have been exchanged.
    private PrivateKey ReadKey(IssuanceContext issuance)
    {
        var file = Key.HostPath is { } host ? NodeFile.OfThisMachine(host) : issuance.Files.At(Key.NodePath!);
        using var bytes = file.Read(CancellationToken.None);
        if (bytes.ProblemId is not null)
            throw new PkiProblemException(file.Problem(bytes.ProblemId, bytes.Reason!));
        SealProblem? problem = null;
        var key = Key.User is null ? PrivateKey.Read(bytes.Span, issuance.Passphrase, out problem)
            : Embedded(issuance, bytes.Span, out problem);
        if (key is not null && Hex.Sha256(key.PublicKeyInfo()) == Key.KeyHash)
            return key;
        key?.Dispose();
        throw IssuanceContext.NoKey(file, problem?.ProblemId(), problem?.Reason ?? "its key no longer matches the certificate");
    }

    private PrivateKey? Embedded(IssuanceContext issuance, ReadOnlySpan<byte> kubeconfig, out SealProblem? problem)
    {
        problem = null;
        var pem = new KubeconfigEditor(StrictUtf8.GetString(kubeconfig)).Keys().LastOrDefault(key => key.User == Key.User).Key;
        return pem is null ? null : PrivateKey.Read(issuance.Secret(pem), issuance.Passphrase, out problem);
    }
}
