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
    public void Each_is_told_its_own_option(string text, string cmdlet, string program)
    {
        Assert.Equal(cmdlet, Skin.PowerShell(text));
        Assert.Equal(program, Skin.Console(text));
    }
}
