namespace KubePki.Node.Layout;

/// <summary>What people call the programs of a node, and what works by the credential of a role.</summary>
internal static class ProgramTitles
{
    /// <summary>What people call something.</summary>
    /// <param name="Name">The name of the program, or the role.</param>
    /// <param name="Title">What it is called: <c>API server</c>.</param>
    /// <param name="Lead">What stands before that in a sentence: <c>the</c>; null for nothing.</param>
    private sealed record Row(string Name, string Title, string? Lead);

    private const string Article = "the";

    private static readonly Dictionary<string, Row> Rows = new Row[]
    {
        new("kube-apiserver", "API server", Article),
        new("kube-controller-manager", "controller manager", Article),
        new("kube-scheduler", "scheduler", Article),
        new(PkiRoles.EtcdPeer, "etcd member", Article),
        new(PkiRoles.SupervisorServer, "supervisor's listener", Article),
        new(PkiRoles.FrontProxyClient, "aggregated APIs", "access to"),
        new(PkiRoles.ApiServerKubeletClient, "kubectl logs and exec", null),
    }.ToDictionary(row => row.Name, StringComparer.Ordinal);

    /// <summary>The title, <c>API server</c>; the name of what has none.</summary>
    /// <param name="name">The name of the program, or the role.</param>
    public static string Of(string name) => Rows.TryGetValue(name, out var row) ? row.Title : name;

    /// <summary>The title as it stands in a sentence: <c>the API server</c>.</summary>
    /// <param name="name">The name of the program, or the role.</param>
    public static string InSentence(string name) =>
        Rows.TryGetValue(name, out var row) && row.Lead is not null ? $"{row.Lead} {row.Title}" : Of(name);

    /// <summary>The title as it begins a sentence: <c>The API server</c>. Names stay as they are: <c>kubelet</c>.</summary>
    /// <param name="name">The name of the program, or the role.</param>
    public static string AtStart(string name) => InSentence(name) is var text && text == Of(name)
        ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
