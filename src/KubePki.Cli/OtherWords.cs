namespace KubePki.Cli;

/// <summary>Words of other tools, and what does the same here: kubeadm, kubectl, openssl and cfssl are in people's fingers.</summary>
internal static class OtherWords
{
    private static readonly Dictionary<string, string> Commands = new(StringComparer.OrdinalIgnoreCase)
    {
        ["alpha"] = "get or renew",
        ["apply"] = "repair",
        ["approve"] = "csr approve",
        ["audit"] = "test",
        ["backup"] = "backups",
        ["cert"] = "get or renew",
        ["certificate"] = "get or renew",
        ["certificates"] = "get",
        ["certinfo"] = "get --path",
        ["certs"] = "get or renew",
        ["check"] = "test",
        ["check-config"] = "test",
        ["check-expiration"] = "get",
        ["config"] = "kubeconfigs or spec",
        ["connect"] = "probe",
        ["create"] = "new",
        ["cure"] = "repair",
        ["deny"] = "csr approve",
        ["describe"] = "get",
        ["diagnose"] = "test",
        ["diff"] = "compare",
        ["doctor"] = "test",
        ["dump"] = "collect",
        ["expiration"] = "get",
        ["expired"] = "get",
        ["expiry"] = "get",
        ["explain"] = "logs",
        ["export"] = "report",
        ["fix"] = "repair",
        ["gen"] = "new",
        ["gencert"] = "new",
        ["gencsr"] = "request",
        ["generate"] = "new",
        ["generate-csr"] = "request",
        ["genkey"] = "request",
        ["genpkey"] = "new",
        ["genrsa"] = "new",
        ["graph"] = "topology",
        ["heal"] = "repair",
        ["health"] = "test",
        ["init"] = "new",
        ["inspect"] = "get",
        ["install"] = "import",
        ["inventory"] = "get",
        ["issue"] = "renew",
        ["journal"] = "logs",
        ["lint"] = "test",
        ["list"] = "get",
        ["ls"] = "get",
        ["monitor"] = "metrics",
        ["needs-renewal"] = "get --expires-within",
        ["ping"] = "probe",
        ["plan"] = "repair --what-if",
        ["prometheus"] = "metrics",
        ["prune"] = "backups prune",
        ["recover"] = "repair",
        ["refresh"] = "renew",
        ["refresh-certs"] = "renew",
        ["reissue"] = "renew",
        ["renew-certs"] = "renew",
        ["req"] = "request",
        ["revert"] = "restore",
        ["rollback"] = "restore",
        ["rotate"] = "renew",
        ["rotate-ca"] = "renew --authority",
        ["rotate-certs"] = "renew",
        ["rsa"] = "get --path",
        ["s_client"] = "probe",
        ["scan"] = "test",
        ["selfsign"] = "new",
        ["show"] = "get",
        ["sign"] = "renew",
        ["snapshot"] = "collect",
        ["status"] = "test",
        ["support-bundle"] = "collect",
        ["toolbox"] = "collect",
        ["undo"] = "restore",
        ["update"] = "renew",
        ["update-context"] = "repair kubeconfig",
        ["validate"] = "verify",
        ["version"] = "--version",
        ["view"] = "get",
        ["x509"] = "get --path",
    };

    // Commands of several words: kubeadm, k3s, RKE2, rke, kubectl, cmctl, talosctl, kops, step.
    private static readonly Dictionary<string, string> Phrases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["alpha certs check-expiration"] = "get",
        ["alpha certs renew"] = "renew",
        ["alpha kubeconfig user"] = "new",
        ["ca health"] = "probe",
        ["ca renew"] = "renew",
        ["cert generate-csr"] = "request",
        ["cert rotate"] = "renew",
        ["certificate approve"] = "csr approve",
        ["certificate check"] = "get",
        ["certificate create"] = "new",
        ["certificate deny"] = "csr approve",
        ["certificate fingerprint"] = "get --path",
        ["certificate inspect"] = "get --path",
        ["certificate lint"] = "test",
        ["certificate needs-renewal"] = "get --expires-within",
        ["certificate rotate"] = "renew",
        ["certificate rotate-ca"] = "renew --authority",
        ["certificate sign"] = "renew",
        ["certificate verify"] = "verify",
        ["certs check-expiration"] = "get",
        ["certs generate-csr"] = "request",
        ["certs renew"] = "renew",
        ["check api"] = "test",
        ["config current-context"] = "kubeconfigs",
        ["config get-contexts"] = "kubeconfigs",
        ["config print"] = "spec",
        ["config view"] = "spec or kubeconfigs",
        ["create certificaterequest"] = "request",
        ["create csr"] = "request",
        ["create keypair"] = "new",
        ["export kubeconfig"] = "repair kubeconfig",
        ["gen ca"] = "new",
        ["gen csr"] = "request",
        ["gen secrets"] = "new",
        ["get certificate"] = "get",
        ["get certificates"] = "get",
        ["get certificatesigningrequest"] = "csr",
        ["get certificatesigningrequests"] = "csr",
        ["get csr"] = "csr",
        ["get keypairs"] = "get",
        ["get secrets"] = "get",
        ["init phase certs"] = "new or renew",
        ["init phase kubeconfig"] = "repair kubeconfig",
        ["init phase kubelet-finalize"] = "repair kubelet",
        ["inspect secret"] = "get --path",
        ["kubeconfig user"] = "new",
        ["rotate ca"] = "renew --authority",
        ["status certificate"] = "get",
    };

    private static readonly Dictionary<string, string> Options = new(StringComparer.OrdinalIgnoreCase)
    {
        ["--apiserver-cert-extra-sans"] = "--add-san",
        ["--apiserver-ips"] = "--add-san",
        ["--apiserver-names"] = "--add-san",
        ["--assume-yes"] = "--yes",
        ["--auto-approve"] = "--yes",
        ["--cafile"] = "--certificate-authority",
        ["--cert-dir"] = "--path",
        ["--certificate-validity-period"] = "--valid-for",
        ["--chroot"] = "--root",
        ["--data-dir"] = "--root",
        ["--date"] = "--as-of",
        ["--days"] = "--valid-for",
        ["--dir"] = "--path",
        ["--directory"] = "--path",
        ["--dry-run"] = "--what-if",
        ["--duration"] = "--valid-for",
        ["--expires-in"] = "--expires-within",
        ["--file"] = "--path",
        ["--filename"] = "--path",
        ["--format"] = "--output",
        ["--json"] = "--output",
        ["--kty"] = "--key-algorithm",
        ["--not-after"] = "--valid-for",
        ["--now"] = "--as-of",
        ["--rootfs"] = "--root",
        ["--rotate-ca"] = "--authority",
        ["--san"] = "--add-san",
        ["--sans"] = "--add-san",
        ["--time"] = "--as-of",
        ["--tls-san"] = "--add-san",
        ["--validity"] = "--valid-for",
        ["--within"] = "--expires-within",
    };

    /// <summary>All commands to which words lead.</summary>
    public static IEnumerable<string> Meanings => Commands.Values.Concat(Phrases.Values).Distinct().Order(StringComparer.Ordinal);

    private static readonly int Longest = Phrases.Keys.Max(phrase => phrase.Split(' ').Length);

    /// <summary>The command that does here what a word means elsewhere; null when nothing is known of it.</summary>
    public static string? CommandFor(string word) => Commands.GetValueOrDefault(word);

    /// <summary>The command that does here what several words mean elsewhere, and how many of the words it stands for.</summary>
    /// <param name="words">The words of the command line, from the first.</param>
    public static (string Command, int Length)? CommandFor(IReadOnlyList<string> words)
    {
        for (var length = Math.Min(words.Count, Longest); length > 1; length--)
        {
            if (Phrases.TryGetValue(string.Join(' ', words.Take(length)), out var command))
                return (command, length);
        }
        return null;
    }

    /// <summary>The option that means here what one means elsewhere; null when nothing is known of it.</summary>
    public static string? OptionFor(string word) => Options.GetValueOrDefault(word);
}
