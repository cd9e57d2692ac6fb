using System.Text;
using KubePki.Changes.Editing;
using KubePki.Changes.Repair;
using KubePki.Changes.Repair.Actions;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Files;
using KubePki.Pki.Keys;
using KubePki.Pki.X509;

namespace KubePki.Changes.ExternalCa;

/// <summary>Puts a certificate that came back in its place, with its key: into files, into a kubeconfig, or into kubelet's pem.</summary>
internal sealed class InstallCertificate : RepairAction
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

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

    public override IEnumerable<PendingChange> Prepare(IssuanceContext workshop)
    {
        byte[] certificates = [.. Chain.SelectMany(certificate => Pem.Write("CERTIFICATE", certificate.Raw.Span))];
        using var key = ReadKey(workshop);
        var keyPem = workshop.KeyPem(key, key.WasEncrypted);
        var changes = new List<PendingChange>();
        if (LinkPath is not null)
        {
            changes.Add(workshop.WriteSecret(NodePath, workshop.Secret([.. certificates, .. keyPem])));
            changes.Add(new PendingChange { NodePath = LinkPath, Kind = ChangeKind.Link, Expected = FileState.Of(workshop.Files, LinkPath), LinkTarget = NodePath });
        }
        else if (Kubeconfig is null)
        {
            if (KeyPath is not null && KeyPath == Key.NodePath)
                changes.AddRange(workshop.KeepSecret(KeyPath));
            else if (KeyPath is not null)
                changes.Add(workshop.WriteSecret(KeyPath, keyPem));
            changes.Add(workshop.Write(NodePath, certificates, workshop.Files.At(NodePath).Exists ? null : FileModes.Certificate));
        }
        if (Kubeconfig is not null)
            changes.Add(WriteKubeconfig(workshop, certificates, keyPem));
        return changes;
    }

    private PendingChange WriteKubeconfig(IssuanceContext workshop, byte[] certificates, byte[] keyPem)
    {
        var editor = new KubeconfigEditor(NewText ?? Strict.GetString(workshop.BytesAt(Kubeconfig!)));
        var isSet = LinkPath is null ? editor.SetCredential(User!, certificates, keyPem) : editor.SetCredentialFiles(User!, LinkPath, LinkPath);
        if (!isSet)
            throw new PkiProblemException(workshop.Files.At(Kubeconfig!).Problem(PkiProblemId.MalformedKubeconfig, $"there is no user {User} in it"));
        if (Bundle.Count > 0)
            editor.SetAuthority(Cluster!, workshop.Bundle(Bundle));
        var text = workshop.Secret(Strict.GetBytes(editor.Apply()));
        return NewText is null && LinkPath is not null ? workshop.Write(Kubeconfig!, text) : workshop.WriteSecret(Kubeconfig!, text);
    }

    // Between the plan and now the key may have been exchanged.
    private PrivateKey ReadKey(IssuanceContext workshop)
    {
        var file = Key.HostPath is { } host ? NodeFile.OfThisMachine(host) : workshop.Files.At(Key.NodePath!);
        using var bytes = file.Read(CancellationToken.None);
        if (bytes.ProblemId is not null)
            throw new PkiProblemException(file.Problem(bytes.ProblemId, bytes.Reason!));
        SealProblem? problem = null;
        var key = Key.User is null ? PrivateKey.Read(bytes.Span, workshop.Passphrase, out problem)
            : Embedded(workshop, bytes.Span, out problem);
        if (key is not null && Hex.Sha256(key.PublicKeyInfo()) == Key.KeyHash)
            return key;
        key?.Dispose();
        throw IssuanceContext.NoKey(file, problem?.Id, problem?.Reason ?? "the key in it is no longer the certificate's");
    }

    private PrivateKey? Embedded(IssuanceContext workshop, ReadOnlySpan<byte> kubeconfig, out SealProblem? problem)
    {
        problem = null;
        var pem = new KubeconfigEditor(Strict.GetString(kubeconfig)).Keys().LastOrDefault(key => key.User == Key.User).Key;
        return pem is null ? null : PrivateKey.Read(workshop.Secret(pem), workshop.Passphrase, out problem);
    }
}
