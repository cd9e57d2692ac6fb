namespace KubePki.Cli;

/// <summary>The kubeconfigs of the person who runs the program.</summary>
internal static class PersonalKubeconfigs
{
    /// <summary>The list in KUBECONFIG, else <c>~/.kube/config</c>, as kubectl looks for them.</summary>
    public static IReadOnlyList<string> Find() => KubePki.Reading.KubeconfigPaths.Personal(
        Environment.GetEnvironmentVariable("KUBECONFIG"), Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
}
