namespace KubePki.Node.Layout;

/// <summary>By which words of a command line the programs of a node are known, however they are wrapped.</summary>
internal static class ComponentPrograms
{
    private const string AllInOne = "hyperkube";

    /// <summary>A word that starts a program.</summary>
    /// <param name="Word">The file name of the program, or the first argument of one that is many.</param>
    /// <param name="Component">The component that it is.</param>
    /// <param name="IsArgument">Whether it means that only behind a program that is many.</param>
    private sealed record Row(string Word, string Component, bool IsArgument = false);

    private static readonly Row[] Rows =
    [
        new("kube-apiserver", "kube-apiserver"),
        new("kube-controller-manager", "kube-controller-manager"),
        new("kube-scheduler", "kube-scheduler"),
        new("kube-proxy", "kube-proxy"),
        new("etcd", "etcd"),
        new(KubeletFiles.Component, KubeletFiles.Component),
        // Container Linux kept its programs in containers behind wrappers.
        new("kubelet-wrapper", KubeletFiles.Component),
        new("etcd-wrapper", "etcd"),
        new("apiserver", "kube-apiserver", true),
        new("controller-manager", "kube-controller-manager", true),
        new("scheduler", "kube-scheduler", true),
        new("proxy", "kube-proxy", true),
    ];

    /// <summary>The words by which programs are known.</summary>
    public static IReadOnlyList<string> Words { get; } = [AllInOne, .. Rows.Select(row => row.Word)];

    /// <summary>What the names of units may contain that run such programs; others are read only where these tell nothing.</summary>
    public static IReadOnlyList<string> UnitHints { get; } =
        ["kube", "k8s", "etcd", "apiserver", "api-server", "controller-manager", "scheduler"];

    /// <summary>The component that a command line runs, and the place of the word that says so; null when it is none.</summary>
    /// <param name="words">The words.</param>
    public static (string Component, int At)? Find(IReadOnlyList<string> words)
    {
        (string, int)? behindFlag = null;
        for (var i = 0; i < words.Count; i++)
        {
            if (Match(words, i) is not { } row)
                continue;
            // What follows a flag may be the flag's value: docker run --name etcd IMAGE etcd.
            if (i == 0 || !words[i - 1].StartsWith('-'))
                return (row.Component, i);
            behindFlag ??= (row.Component, i);
        }
        return behindFlag;
    }

    private static Row? Match(IReadOnlyList<string> words, int at)
    {
        var name = NameOf(words[at]);
        return Array.Find(Rows, row => row.Word == name && (!row.IsArgument || (at > 0 && NameOf(words[at - 1]) == AllInOne)));
    }

    private static string NameOf(string word)
    {
        var name = word[(word.LastIndexOfAny(['/', '\\']) + 1)..];
        return name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;
    }
}
