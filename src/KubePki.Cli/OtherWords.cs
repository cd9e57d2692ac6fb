namespace KubePki.Cli;

/// <summary>Words of other tools, and what does the same here: kubeadm, kubectl, openssl and cfssl are in people's fingers.</summary>
internal static class OtherWords
{
    private static readonly Dictionary<string, string> Commands = new(StringComparer.OrdinalIgnoreCase)
    {
        ["apply"] = "repair",
        ["approve"] = "csr approve",
        ["audit"] = "test",
        ["backup"] = "backups",
        ["certificates"] = "get",
        ["certs"] = "get or renew",
        ["check"] = "test",
        ["check-expiration"] = "get",
        ["connect"] = "probe",
        ["create"] = "new",
        ["cure"] = "repair",
        ["deny"] = "csr approve",
        ["describe"] = "get",
        ["diagnose"] = "test",
        ["diff"] = "compare",
        ["doctor"] = "test",
        ["expiration"] = "get",
        ["explain"] = "logs",
        ["fix"] = "repair",
        ["gencert"] = "new",
        ["generate"] = "new",
        ["health"] = "test",
        ["heal"] = "repair",
        ["init"] = "new",
        ["inspect"] = "get",
        ["install"] = "import",
        ["issue"] = "renew",
        ["lint"] = "test",
        ["list"] = "get",
        ["ls"] = "get",
        ["plan"] = "repair --what-if",
        ["prune"] = "backups prune",
        ["reissue"] = "renew",
        ["revert"] = "restore",
        ["rollback"] = "restore",
        ["rotate"] = "renew",
        ["s_client"] = "probe",
        ["scan"] = "test",
        ["show"] = "get",
        ["sign"] = "renew",
        ["status"] = "test",
        ["undo"] = "restore",
        ["update"] = "renew",
        ["validate"] = "verify",
        ["version"] = "--version",
        ["view"] = "get",
        ["x509"] = "get --path",
    };

    private static readonly Dictionary<string, string> Options = new(StringComparer.OrdinalIgnoreCase)
    {
        ["--apiserver-cert-extra-sans"] = "--add-san",
        ["--assume-yes"] = "--yes",
        ["--auto-approve"] = "--yes",
        ["--cert-dir"] = "--path",
        ["--chroot"] = "--root",
        ["--date"] = "--as-of",
        ["--days"] = "--valid-for",
        ["--directory"] = "--path",
        ["--dir"] = "--path",
        ["--dry-run"] = "--what-if",
        ["--duration"] = "--valid-for",
        ["--file"] = "--path",
        ["--filename"] = "--path",
        ["--format"] = "--output",
        ["--json"] = "--output",
        ["--now"] = "--as-of",
        ["--rootfs"] = "--root",
        ["--san"] = "--add-san",
        ["--sans"] = "--add-san",
        ["--time"] = "--as-of",
        ["--validity"] = "--valid-for",
    };

    /// <summary>The command that does here what a word means elsewhere; null when nothing is known of it.</summary>
    public static string? CommandFor(string word) => Commands.GetValueOrDefault(word);

    /// <summary>The option that means here what one means elsewhere; null when nothing is known of it.</summary>
    public static string? OptionFor(string word) => Options.GetValueOrDefault(word);
}
