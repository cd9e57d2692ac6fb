namespace KubePki.Changes.Editing;

/// <summary>Writes new kubeconfigs as kubeadm does.</summary>
internal static class KubeconfigText
{
    /// <summary>
    /// A kubeconfig with one cluster, one user and one context; the credential and the CA are put in by <see cref="KubeconfigEditor"/>.
    /// </summary>
    public static string Write(string cluster, string server, string user) => $$"""
        apiVersion: v1
        clusters:
        - cluster:
            server: {{server}}
          name: {{cluster}}
        contexts:
        - context:
            cluster: {{cluster}}
            user: {{user}}
          name: {{user}}@{{cluster}}
        current-context: {{user}}@{{cluster}}
        kind: Config
        preferences: {}
        users:
        - name: {{user}}
          user:
            client-certificate-data: ""
            client-key-data: ""

        """.ReplaceLineEndings("\n");
}
