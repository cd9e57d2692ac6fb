using KubePki.Model;

namespace KubePki.Node.Reading;

/// <summary>What a person does next about a problem, by its id.</summary>
internal static class ProblemAdvice
{
    public static string? For(string id) => id switch
    {
        PkiProblemId.PathNotFound => "Check the path; for a copied tree or a mounted image give its top as the root.",
        PkiProblemId.TargetNotFound => "Look what there is: kubepki get, Get-KubeCertificate; kubepki kubeconfigs, Get-KubeconfigSet.",
        PkiProblemId.NodeNotFound =>
            "Run this on a Kubernetes node, or name files or directories, or give the top of a copied tree as the root.",
        PkiProblemId.UnreadableFile => "Run this as root: keys and kubeconfigs are for root only.",
        PkiProblemId.EmptyFile =>
            "Restore the file from a backup, or have it issued again; an empty file is what a power loss leaves behind.",
        PkiProblemId.DanglingLink => "Point the link to a file that is there; for a copied tree give its top as the root.",
        PkiProblemId.NoPkiData => "Name certificates, keys, requests or kubeconfigs, in PEM, DER, YAML or JSON.",
        PkiProblemId.NotRegularFile =>
            "Put a file there: a directory where a file should be is what a hostPath volume makes of a missing one.",
        PkiProblemId.FileTooLarge => "Look what the file is; nothing of a PKI is that large.",
        PkiProblemId.RepeatedFile => "Remove the links that are not needed.",
        PkiProblemId.LinkLoop or PkiProblemId.LinkLeavesRoot => "Point the link to a file inside the root.",
        PkiProblemId.MalformedPem or PkiProblemId.MalformedCertificate or PkiProblemId.MalformedKey or PkiProblemId.MalformedRequest
            => "Restore the file from a backup, or have it issued again.",
        PkiProblemId.MalformedStore => "Have the CA give it again, as PEM if it can.",
        PkiProblemId.WrongPassphrase => "Give the passphrase of this key; keys with different ones are opened in separate runs.",
        PkiProblemId.PassphraseRequired => "Give its passphrase: -KeyPassphrase, or --key-passphrase-file FILE.",
        PkiProblemId.LoosePassphraseFile => "Take the others' rights away: chmod 600.",
        PkiProblemId.UnsupportedEncryption => "Encrypt it again in a common way: openssl pkcs8 -topk8 -v2 aes-256-cbc.",
        PkiProblemId.EncryptionTooCostly =>
            "Where the file can be trusted, encrypt it again with fewer rounds: openssl pkcs8 -topk8 -iter 600000.",
        PkiProblemId.MalformedYaml or PkiProblemId.MalformedKubeconfig or PkiProblemId.MalformedConfiguration
            => "Correct the file at the line that is named, or restore it from a backup.",
        PkiProblemId.MalformedRequestObject =>
            "Give what kubectl get csr -o json or -o yaml prints, or a PEM request with a signer and a user.",
        PkiProblemId.MalformedPolicyInput => "Correct the file at the line that is named; docs/csr-policy.md has the schemas.",
        PkiProblemId.MalformedLog =>
            "What came before the break was read. Give plain text or gzip; journald's own files through journalctl.",
        PkiProblemId.UnwritableFile => "Run this as root, on a file system that is mounted for writing.",
        PkiProblemId.DiskFull => "Make room on the file system that is named, then run it again.",
        PkiProblemId.DiskFailure => "Look for the disk in the kernel's log (dmesg), then run it again.",
        PkiProblemId.FileChanged => "Look who else is changing the file, then run it again: the plan is made anew.",
        PkiProblemId.UntrustedDirectory =>
            "Give the directory to root (chown root:root, chmod go-w), or name the file by its path without links, then run it again.",
        PkiProblemId.ChangeInProgress => "Wait until the other run has ended, then run it again.",
        PkiProblemId.NotRestored or PkiProblemId.NotRecovered =>
            "Remove the cause, then run it again: the next run puts the old files back first.",
        PkiProblemId.BackupKept =>
            "Get-KubePkiBackup and kubepki backups list them, with their states; the next repair takes back what was cut off.",
        PkiProblemId.DamagedBackup => "Take another backup; single files of this one can be copied by hand after a look at them.",
        _ => null,
    };
}
