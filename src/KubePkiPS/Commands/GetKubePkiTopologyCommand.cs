using System.Management.Automation;
using KubePki.Model;
using KubePki.Node.Topology;
using KubePki.Reports;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Shows a node's graph of trust: which CA signed which key, who presents it, and whom they trust.</para>
/// <para>
/// Vertices are keys (of CAs, certificates and service accounts), kubeconfigs and programs. Edges say who signs, trusts and presents what.
/// Keys are compared, not names: a CA with the subject of the cluster's CA and a different key is a twin (IsTwin), and what no CA on the
/// node has signed is a stranger (IsStranger). With -As, the output is text for Graphviz, Mermaid or programs. Nothing is written.
/// </para>
/// </summary>
/// <example>
/// <para>Show what a node's certificates, kubeconfigs and programs have to do with each other.</para>
/// <code>(Get-KubePkiTopology -Root ./samples/expired-2020).Edges | Group-Object Kind -NoElement</code>
/// </example>
/// <example>
/// <para>List the keys, kubeconfigs and programs; IsTwin and IsStranger mark what does not belong to this cluster.</para>
/// <code>(Get-KubePkiTopology -Root ./samples/expired-2020).Vertices | Format-Table Kind, Name, Status, IsTwin, IsStranger</code>
/// </example>
/// <example>
/// <para>Write the graph in Mermaid's language, which code hosts draw in Markdown.</para>
/// <code>Get-KubePkiTopology -Root ./samples/expired-2020 -As Mermaid | Set-Content ./trust.mmd</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "KubePkiTopology", DefaultParameterSetName = "Path",
    HelpUri = HelpPages.Base + "Get-KubePkiTopology.md")]
[OutputType(typeof(KubePkiTopology), typeof(string))]
public sealed class GetKubePkiTopologyCommand : WholeNodeCommand
{
    /// <summary>Writes the graph as text instead of an object: Dot (Graphviz), Mermaid or Json.</summary>
    [Parameter]
    [ValidateSet("Dot", "Mermaid", "Json")]
    public string? As { get; set; }

    /// <inheritdoc/>
    protected override void Output(NodePki snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (snapshot.IsEmpty)
            return;
        var graph = TopologyBuilder.Build(snapshot);
        WriteObject(As is null ? graph : TopologyText.Write(graph, As).TrimEnd('\n'));
    }
}
