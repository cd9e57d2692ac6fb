namespace KubePki.Model;

/// <summary>A check that can be asked about a node, or about a cluster.</summary>
/// <param name="Name">Its name, as findings carry it; stable, for scripts.</param>
/// <param name="Category">What it looks at: <c>Validity</c>, <c>Chain</c>, <c>Keys</c>, <c>Content</c>, <c>Kubeconfig</c>, <c>Kubelet</c>,
/// <c>Cni</c>, <c>Clock</c>, <c>Files</c>, <c>Cluster</c>.</param>
/// <param name="SeverityLevel">The worst that it says; some findings are milder.</param>
/// <param name="Summary">What it finds, in one sentence.</param>
/// <param name="Reference">Where to read on.</param>
public sealed record KubePkiCheck(string Name, string Category, FindingSeverity SeverityLevel, string Summary, string Reference)
{
    /// <summary>The worst that it says, as a text: <c>Critical</c>.</summary>
    public string Severity => SeverityLevel.ToString();

    /// <summary>The check's name.</summary>
    public override string ToString() => Name;
}
