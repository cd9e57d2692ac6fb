namespace KubePki.Model;

/// <summary>The values of <see cref="PkiProblem.Id"/>; they are error ids in PowerShell, so they never change.</summary>
public static class PkiProblemId
{
    /// <summary>There is nothing at the path.</summary>
    public const string PathNotFound = nameof(PathNotFound);

    /// <summary>There are no Kubernetes files below the root.</summary>
    public const string NodeNotFound = nameof(NodeNotFound);

    /// <summary>The operating system refused to read it.</summary>
    public const string UnreadableFile = nameof(UnreadableFile);

    /// <summary>It is a socket, a device, a pipe, or a directory where a file should be.</summary>
    public const string NotRegularFile = nameof(NotRegularFile);

    /// <summary>It is larger than what is read of one file; the rest was not looked at.</summary>
    public const string FileTooLarge = nameof(FileTooLarge);

    /// <summary>It is the same file as another, large, and linked so often that it is not read under each of its names.</summary>
    public const string RepeatedFile = nameof(RepeatedFile);

    /// <summary>It has no bytes, as after a power loss.</summary>
    public const string EmptyFile = nameof(EmptyFile);

    /// <summary>An archive that stands for a node is cut off or damaged, or holds what no tree of a node does.</summary>
    public const string DamagedArchive = nameof(DamagedArchive);

    /// <summary>A root that is an archive can be read, but not changed.</summary>
    public const string RootIsArchive = nameof(RootIsArchive);

    /// <summary>A symbolic link leads nowhere.</summary>
    public const string DanglingLink = nameof(DanglingLink);

    /// <summary>Symbolic links lead in a circle.</summary>
    public const string LinkLoop = nameof(LinkLoop);

    /// <summary>What was named to be changed is not on this node, or nothing can be made of it.</summary>
    public const string TargetNotFound = nameof(TargetNotFound);

    /// <summary>A link or path leads out of the root.</summary>
    public const string LinkLeavesRoot = nameof(LinkLeavesRoot);

    /// <summary>A file that was named holds nothing that belongs to a PKI.</summary>
    public const string NoPkiData = nameof(NoPkiData);

    /// <summary>A PEM block is cut off, mislabelled or not base64, or Go would not see it.</summary>
    public const string MalformedPem = nameof(MalformedPem);

    /// <summary>Go's parser refuses a certificate.</summary>
    public const string MalformedCertificate = nameof(MalformedCertificate);

    /// <summary>A key cannot be read.</summary>
    public const string MalformedKey = nameof(MalformedKey);

    /// <summary>A PKCS#7 or PKCS#12 structure cannot be read.</summary>
    public const string MalformedStore = nameof(MalformedStore);

    /// <summary>The passphrase that was given does not open an encrypted key, or a PKCS#12 store.</summary>
    public const string WrongPassphrase = nameof(WrongPassphrase);

    /// <summary>A PKCS#12 store, or a key that is needed, is protected by a passphrase, and none was given.</summary>
    public const string PassphraseRequired = nameof(PassphraseRequired);

    /// <summary>Others than its owner may read the file of a passphrase.</summary>
    public const string LoosePassphraseFile = nameof(LoosePassphraseFile);

    /// <summary>A key or store is encrypted in a way that is not known here.</summary>
    public const string UnsupportedEncryption = nameof(UnsupportedEncryption);

    /// <summary>Opening a key or store would take more time or memory than any honest one does.</summary>
    public const string EncryptionTooCostly = nameof(EncryptionTooCostly);

    /// <summary>A certificate request cannot be read.</summary>
    public const string MalformedRequest = nameof(MalformedRequest);

    /// <summary>A file that should be YAML or JSON is not.</summary>
    public const string MalformedYaml = nameof(MalformedYaml);

    /// <summary>A CertificateSigningRequest object is not what the API server would give.</summary>
    public const string MalformedRequestObject = nameof(MalformedRequestObject);

    /// <summary>A list of nodes, an inventory, a policy or a network file for judging requests is wrong.</summary>
    public const string MalformedPolicyInput = nameof(MalformedPolicyInput);

    /// <summary>A kubeconfig holds something that client-go would refuse.</summary>
    public const string MalformedKubeconfig = nameof(MalformedKubeconfig);

    /// <summary>The current context of a kubeconfig leads to something that is missing or does not fit together.</summary>
    public const string UnusableKubeconfig = nameof(UnusableKubeconfig);

    /// <summary>A manifest, kubelet or CNI configuration has another shape than expected.</summary>
    public const string MalformedConfiguration = nameof(MalformedConfiguration);

    /// <summary>Nothing says a value that is needed, and nothing can stand for it.</summary>
    public const string MissingSetting = nameof(MissingSetting);

    /// <summary>A log is compressed and broken, or in a form that is not read.</summary>
    public const string MalformedLog = nameof(MalformedLog);

    /// <summary>The operating system refused to write it: no permission, or a file system that is read-only.</summary>
    public const string UnwritableFile = nameof(UnwritableFile);

    /// <summary>There is no space left for it.</summary>
    public const string DiskFull = nameof(DiskFull);

    /// <summary>The disk failed in another way.</summary>
    public const string DiskFailure = nameof(DiskFailure);

    /// <summary>A file is no longer what the plan saw.</summary>
    public const string FileChanged = nameof(FileChanged);

    /// <summary>A plan would write to what is a link, or changes one path twice, or does to a path what cannot be done to it.</summary>
    public const string ImpossibleChange = nameof(ImpossibleChange);

    /// <summary>Another run is changing this node.</summary>
    public const string ChangeInProgress = nameof(ChangeInProgress);

    /// <summary>
    /// Somebody else than root and the invoking user owns a directory, or may write in it, or has made a link that leads there.
    /// </summary>
    public const string UntrustedDirectory = nameof(UntrustedDirectory);

    /// <summary>What was written did not stand the test after it, so the old files are back.</summary>
    public const string NotVerified = nameof(NotVerified);

    /// <summary>Old files could not be put back; the backup holds them.</summary>
    public const string NotRestored = nameof(NotRestored);

    /// <summary>An earlier run was cut off, and its traces could not be removed.</summary>
    public const string NotRecovered = nameof(NotRecovered);

    /// <summary>A backup is not what was written.</summary>
    public const string DamagedBackup = nameof(DamagedBackup);

    /// <summary>
    /// A backup must stay: it is the last one that is whole, or a run that was cut off needs it, or something else lies in it.
    /// </summary>
    public const string BackupKept = nameof(BackupKept);

    /// <summary>Whether a problem is about the opening of something encrypted; the file itself is whole.</summary>
    /// <param name="id">The problem's id.</param>
    public static bool IsAboutPassphrase(string id) =>
        id is WrongPassphrase or PassphraseRequired or UnsupportedEncryption or EncryptionTooCostly;
}
