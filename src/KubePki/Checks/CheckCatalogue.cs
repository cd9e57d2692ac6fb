using KubePki.Checks.Chain;
using KubePki.Checks.Clock;
using KubePki.Checks.Cni;
using KubePki.Checks.Content;
using KubePki.Checks.Files;
using KubePki.Checks.Kubeconfigs;
using KubePki.Checks.Kubelet;
using KubePki.Checks.Keys;
using KubePki.Checks.Validity;
using KubePki.Model;

namespace KubePki.Checks;

/// <summary>All checks, in the order in which findings of one severity are told: first what stops a node in most outages.</summary>
public static class CheckCatalogue
{
    internal static IReadOnlyList<NodeCheck> Checks { get; } =
    [
        new CertificateExpired(),
        new CertificateNotYetValid(),
        new KubeletCredentialUnusable(),
        new KubeletLinkBroken(),
        new BootstrapFileMissing(),
        new AuthorityTwin(),
        new CniConflict(),
        new EmptyFile(),
        new CertificateMissing(),
        new UnreadableFile(),
        new KeyMismatch(),
        new KeyMissing(),
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
