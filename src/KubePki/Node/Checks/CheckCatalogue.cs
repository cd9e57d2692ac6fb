using KubePki.Model;
using KubePki.Node.Checks.Chain;
using KubePki.Node.Checks.Clock;
using KubePki.Node.Checks.Cni;
using KubePki.Node.Checks.Content;
using KubePki.Node.Checks.Files;
using KubePki.Node.Checks.Keys;
using KubePki.Node.Checks.Kubeconfigs;
using KubePki.Node.Checks.Kubelet;
using KubePki.Node.Checks.Validity;

namespace KubePki.Node.Checks;

/// <summary>All checks, in the order in which findings of one severity are told: first what stops a node in most outages.</summary>
public static class CheckCatalogue
{
    internal static IReadOnlyList<NodeCheck> Checks { get; } =
    [
        new CertificateExpired(),
        new CertificateNotYetValid(),
        new NeverValid(),
        new KubeletCredentialUnusable(),
        new KubeletLinkBroken(),
        new KubeletCredentialPinned(),
        new BootstrapFileMissing(),
        new AuthorityTwin(),
        new CniConflict(),
        new EmptyFile(),
        new CertificateMissing(),
        new UnreadableFile(),
        new KeyMismatch(),
        new KeyMissing(),
        new KeyEncrypted(),
        new SignedByUnknownAuthority(),
        new AuthorityNotUsable(),
        new KubeconfigCredentialExpired(),
        new KubeconfigKeyMismatch(),
        new KubeconfigAuthorityMismatch(),
        new DanglingReference(),
        new MissingSubjectAltName(),
        new KubeconfigServerNotCovered(),
        new WrongUsage(),
        new WrongSubject(),
        new KubeletNodeNameMismatch(),
        new ServiceAccountKeyMismatch(),
        new SharedAuthority(),
        new AuthorityBundle(),
        new CertificateExpiring(),
        new AuthorityExpiring(),
        new LeafOutlivesAuthority(),
        new ClockSuspect(),
        new AdminAsBootstrap(),
        new PrivilegedGroup(),
        new ServingCertificateIsClientCredential(),
        new KubeletServingWithoutAddress(),
        new KubeletServingNeverRenewed(),
        new RotationOff(),
        new ServerTlsBootstrapOff(),
        new StaleKubeconfigCopy(),
        new InsecureSkipTlsVerify(),
        new KeyReused(),
        new WeakKey(),
        new WeakSignature(),
        new LooseMode(),
        new WrongOwner(),
        new StrayKeyCopy(),
        new SpecContradicted(),
    ];

    /// <summary>What can be asked.</summary>
    public static IReadOnlyList<KubePkiCheck> All { get; } = Checks.Select(check => check.About).ToArray();
}
