using KubePki.Changes.Repair.Actions;
using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Changes.Repair;

/// <summary>The text that goes with a credential for another node: what it is, what goes where, and the commands.</summary>
internal static class NodePackageText
{
    public static string Write(PackageCredential action)
    {
        const string Pki = PkiLayouts.KubeletPki;
        var file = action.Client.PemPath;
        var pem = $"{Pki}/{file}";
        var link = $"{Pki}/{KubeletFiles.ClientLink}";
        var updated = KubeletFiles.UpdatedOf(link);
        var start = Times.Rfc3339(action.Client.Order.NotBefore);
        var end = Times.Rfc3339(action.Client.Order.NotAfter);
        var text = $$"""
            A credential for the kubelet of {{action.NodeName}}, valid from {{start}} to {{end}}.
            Anyone with {{file}} can act as this node: copy the directory securely, for example with scp, and remove it afterwards.

            On {{action.NodeName}}, as root, in this directory:

              install -d -m 0755 {{Pki}}
              install -m 0600 {{file}} {{pem}}
              ln -sfn {{pem}} {{updated}}
              mv -T {{updated}} {{link}}
              [ ! -e {{KubeletFiles.Kubeconfig}} ] || cp -p {{KubeletFiles.Kubeconfig}} {{KubeletFiles.Kubeconfig}}.$(date +%s)
              install -m 0600 {{PackageCredential.Kubeconfig}} {{KubeletFiles.Kubeconfig}}

            """;
        if (action.Serving is not null)
        {
            text += $$"""

                The serving certificate is for {{string.Join(", ", action.Serving.Names.Texts())}}. It is not renewed automatically.

                  install -m 0600 {{KubeletFiles.ServingKey}} {{Pki}}/{{KubeletFiles.ServingKey}}
                  install -m 0644 {{KubeletFiles.Serving}} {{Pki}}/{{KubeletFiles.Serving}}

                In {{KubeletFiles.Configuration}}:

                  {{KubeletSetting.TlsCertFile}}: {{Pki}}/{{KubeletFiles.Serving}}
                  {{KubeletSetting.TlsPrivateKeyFile}}: {{Pki}}/{{KubeletFiles.ServingKey}}

                """;
        }
        return (text + """

            Then:

              systemctl restart kubelet
              journalctl -u kubelet -n 50

            """).ReplaceLineEndings("\n");
    }
}
