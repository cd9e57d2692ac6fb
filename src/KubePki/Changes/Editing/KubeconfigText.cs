using KubePki.Node.Layout;

namespace KubePki.Changes.Editing;

/// <summary>Writes new kubeconfigs as kubeadm does.</summary>
internal static class KubeconfigText
{
    /// <summary>
    /// A kubeconfig with one cluster, one user and one context; the credential and the CA are put in by <see cref="KubeconfigEditor"/>.
    /// </summary>
    /// <param name="cluster">The cluster's name.</param>
    /// <param name="server">The URL of its API server.</param>
    /// <param name="user">The user's name.</param>
    /// <param name="minor">The minor release of kubeadm that would write it; null when nothing tells.</param>
    public static string Write(string cluster, string server, string user, int? minor) => $$"""
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
        {{(KubeadmReleases.WritesPreferences(minor) ? "preferences: {}\n" : "")}}users:
        - name: {{user}}
          user:
            client-certificate-data: ""
            client-key-data: ""

        """.ReplaceLineEndings("\n");
}
