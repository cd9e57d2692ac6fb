using KubePki.Cli;
using KubePki.Reports;

namespace KubePki.Tests.Reports;

public sealed class SkinTests
{
    [Theory]
    [InlineData("valid. Use -Force (kubepki: --force) to renew.", "valid. Use -Force to renew.", "valid. Use --force to renew.")]
    [InlineData("on request only (-Authority -Force; kubepki: --authority --force), with", "on request only (-Authority -Force), with",
        "on request only (--authority --force), with")]
    [InlineData("its role (-Role apiserver; kubepki: --role apiserver).", "its role (-Role apiserver).", "its role (--role apiserver).")]
    [InlineData("A key-Pair (or not) --as it-Is", "A key-Pair (or not) --as it-Is", "A key-Pair (or not) --as it-Is")]
    [InlineData("run kubepki repair --root /mnt/cp1 --yes (preview: --what-if). By hand: kubeadm certs renew all",
        "run Repair-KubePki -Root /mnt/cp1 (preview: -WhatIf). By hand: kubeadm certs renew all",
        "run kubepki repair --root /mnt/cp1 --yes (preview: --what-if). By hand: kubeadm certs renew all")]
    [InlineData("kubepki repair kubelet --root '/mnt/a b'\"'\"'c' --yes (preview: --what-if)",
        "Repair-KubeletClientCert -Root '/mnt/a b''c' (preview: -WhatIf)",
        "kubepki repair kubelet --root '/mnt/a b'\"'\"'c' --yes (preview: --what-if)")]
    [InlineData("kubepki repair --key-passphrase-file - --check 'A*' --yes",
        "Repair-KubePki -KeyPassphrase (Read-Host -AsSecureString) -Check 'A*'",
        "kubepki repair --key-passphrase-file - --check 'A*' --yes")]
    [InlineData("journalctl -u kubelet | kubepki logs; /var/backups/kubepki repair",
        "journalctl -u kubelet | Find-KubePkiError; /var/backups/kubepki repair",
        "journalctl -u kubelet | kubepki logs; /var/backups/kubepki repair")]
    [InlineData("kubepki renew --role apiserver --add-san k8s && systemctl restart x",
        "Update-KubeCertificate -Role apiserver -AddSan k8s && systemctl restart x",
        "kubepki renew --role apiserver --add-san k8s && systemctl restart x")]
    [InlineData("(set -C; kubepki spec -o kubeadm > /root/spec.yaml)", "(set -C; kubepki spec -o kubeadm > /root/spec.yaml)",
        "(set -C; kubepki spec -o kubeadm > /root/spec.yaml)")]
    public void Each_is_told_its_own_option(string text, string cmdlet, string program)
    {
        Assert.Equal(cmdlet, Skin.PowerShell(text));
        Assert.Equal(program, Skin.Console(text));
    }

    [Fact]
    public void Every_command_that_has_a_cmdlet_is_told_as_one()
    {
        string[] ofTheProgram = ["completion", "help", "man"];
        var commands = CommandTree.Create().Subcommands.Where(command => !command.Hidden)
            .SelectMany(command => command.Subcommands.Where(below => !below.Hidden).Select(below => $"{command.Name} {below.Name}")
                .Prepend(command.Name));
        Assert.Equal(commands.Except(ofTheProgram).Order(StringComparer.Ordinal),
            PowerShellForm.Cmdlets.Select(pair => pair.Command).Order(StringComparer.Ordinal));
        Assert.All(PowerShellForm.Cmdlets, pair => Assert.Equal($"run {pair.Cmdlet} -AsOf +30d now",
            Skin.PowerShell($"run kubepki {pair.Command} --as-of +30d now")));
    }

    [Fact]
    public void Every_cmdlet_but_two_is_a_command_of_the_program() => Assert.Equal(["Backup-KubePki", "Get-KubePkiRepairPlan"],
        Directory.GetFiles(Path.Combine(Fixtures.RepositoryRoot, "docs", "cmdlets"), "*-*.md").Select(Path.GetFileNameWithoutExtension)
            .Except(PowerShellForm.Cmdlets.Select(pair => pair.Cmdlet)).Order());
}
