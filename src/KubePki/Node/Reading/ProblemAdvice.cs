using KubePki.Model;

namespace KubePki.Node.Reading;

/// <summary>What a person does next about a problem, by its id.</summary>
internal static class ProblemAdvice
{
    public static string? For(string id) => id switch
    {
        PkiProblemId.PathNotFound => "Check the path. For a copied tree or a mounted image, specify its top directory as the root.",
        PkiProblemId.TargetNotFound => "List what exists: kubepki get, Get-KubeCertificate; kubepki kubeconfigs, Get-KubeconfigSet.",
        PkiProblemId.NodeNotFound =>
            "Run this on a Kubernetes node, specify files or directories, or specify the top directory of a copied tree as the root.",
        PkiProblemId.UnreadableFile => "Run this as root: only root can read keys and kubeconfigs.",
        PkiProblemId.EmptyFile =>
            "Restore the file from a backup or reissue it. A power failure can leave empty files behind.",
        PkiProblemId.DamagedArchive => "Get the archive again. What could be read of it is shown.",
        PkiProblemId.RootIsArchive => "Run this on the node itself, or on a tree that is unpacked.",
        PkiProblemId.DanglingLink => "Point the link to an existing file. For a copied tree, specify its top directory as the root.",
        PkiProblemId.NoPkiData => "Specify certificates, keys, requests or kubeconfigs, in PEM, DER, YAML or JSON.",
        PkiProblemId.NotRegularFile =>
            "Replace it with a file. hostPath volumes create a directory when a file is missing.",
        PkiProblemId.FileTooLarge => "Check what the file is: PKI files are never that large.",
        PkiProblemId.RepeatedFile => "Remove the links that are not needed.",
        PkiProblemId.LinkLoop or PkiProblemId.LinkLeavesRoot => "Point the link to a file inside the root.",
        PkiProblemId.MalformedPem or PkiProblemId.MalformedCertificate or PkiProblemId.MalformedKey or PkiProblemId.MalformedRequest
            => "Restore the file from a backup, or have it issued again.",
        PkiProblemId.MalformedStore => "Get it from the CA again, as PEM if possible.",
        PkiProblemId.WrongPassphrase => "Specify the passphrase of this key. Keys with different passphrases need separate runs.",
        PkiProblemId.PassphraseRequired => "Specify its passphrase: -KeyPassphrase, or --key-passphrase-file FILE.",
        PkiProblemId.LoosePassphraseFile => "Remove access for other users: chmod 600.",
        PkiProblemId.UnsupportedEncryption => "Encrypt it again with a common algorithm: openssl pkcs8 -topk8 -v2 aes-256-cbc.",
        PkiProblemId.EncryptionTooCostly =>
            "If you trust the file, encrypt it again with fewer iterations: openssl pkcs8 -topk8 -iter 600000.",
        PkiProblemId.MalformedYaml or PkiProblemId.MalformedKubeconfig or PkiProblemId.UnusableKubeconfig
            or PkiProblemId.MalformedConfiguration
            => "Fix the file at the reported line, or restore it from a backup.",
        PkiProblemId.MalformedRequestObject =>
            "Specify the output of kubectl get csr -o json or -o yaml, or a PEM request with a signer and a user.",
        PkiProblemId.MalformedPolicyInput => "Fix the file at the reported line. For the schemas, see "
            + "https://github.com/KubePkiPS/KubePkiPS/blob/main/docs/csr-policy.md.",
        PkiProblemId.MalformedLog =>
            "Everything before the damage was read. Use plain text or gzip. For journald files, use journalctl.",
        PkiProblemId.UnwritableFile => "Run this as root, on a writable file system.",
        PkiProblemId.DiskFull => "Free space on that file system, then try again.",
        PkiProblemId.DiskFailure => "Check the kernel log (dmesg) for disk errors, then try again.",
        PkiProblemId.FileChanged => "Find out what else is changing the file, then try again with a new plan.",
        PkiProblemId.UntrustedDirectory =>
            "Make root the owner of the directory (chown root:root, chmod go-w) or specify the path without links, then try again.",
        PkiProblemId.ChangeInProgress => "Wait until the other run has finished, then try again.",
        PkiProblemId.NotRestored or PkiProblemId.NotRecovered =>
            "Fix the cause, then try again: the next run restores the old files first.",
        PkiProblemId.BackupKept =>
            "List backups and their states with Get-KubePkiBackup or kubepki backups. The next repair rolls back interrupted runs.",
        PkiProblemId.DamagedBackup => "Use another backup. Single files of this one can be checked and copied manually.",
        _ => null,
    };
}
