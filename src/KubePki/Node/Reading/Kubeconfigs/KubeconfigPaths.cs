namespace KubePki.Node.Reading.Kubeconfigs;

/// <summary>Where the kubeconfigs of a person are, as kubectl looks for them.</summary>
public static class KubeconfigPaths
{
    /// <summary>The files of a KUBECONFIG list, else <c>~/.kube/config</c>.</summary>
    /// <param name="variable">The value of the environment variable KUBECONFIG; null or empty when it is not set.</param>
    /// <param name="home">The person's home directory.</param>
    public static IReadOnlyList<string> Personal(string? variable, string home) =>
        string.IsNullOrEmpty(variable) ? [Path.Combine(home, ".kube", "config")] : Split(variable);

    /// <summary>Those of the user of this process.</summary>
    public static IReadOnlyList<string> OfUser() =>
        Personal(Environment.GetEnvironmentVariable("KUBECONFIG"), Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    /// <summary>The names of the contexts in kubeconfigs; of what cannot be read, none.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="asOf">The moment.</param>
    public static IReadOnlyList<string> Contexts(IEnumerable<string> paths, DateTimeOffset asOf) =>
    [
        .. paths.SelectMany(path => new NodeReader(new ReadOptions { AsOf = asOf }).ReadPath(path))
            .SelectMany(snapshot => snapshot.Kubeconfigs).SelectMany(kubeconfig => kubeconfig.Contexts)
            .Select(context => context.Name).Distinct(),
    ];

    /// <summary>
    /// The paths of a list in the form of KUBECONFIG (<c>a:b</c>, on Windows <c>a;b</c>); a path that exists as it stands is one path.
    /// </summary>
    /// <param name="list">The list.</param>
    public static IReadOnlyList<string> Split(string list) =>
        Path.Exists(list) ? [list] : list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
}
