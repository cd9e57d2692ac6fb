using KubePki.Cluster.Csr.Policy;

namespace KubePki.Cluster.Csr.Approval;

/// <summary>By what requests of a cluster are judged, and what may be done.</summary>
public sealed record ApproverOptions
{
    /// <summary>
    /// Policies, inventory, and what is given by hand: nodes and network that are not given are asked of the cluster. Its moment is not
    /// used: each request is judged for now.
    /// </summary>
    public required CsrInputs Inquiry { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Whether decisions are only shown: nothing is decided in the cluster, and nothing is logged.</summary>
    public bool WhatIf { get; init; }

    /// <summary>A file to which each decision is appended as a line of JSON; null without one.</summary>
    public string? LogPath { get; init; }

    /// <summary>Whether what breaks a rule beyond doubt is denied; else it stays pending.</summary>
    public bool Deny { get; init; }

    /// <summary>How long to wait for the signer after an approval; zero for not at all.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>
    /// How many requests of one requester may be approved within an hour: a renewal takes one, a node that is set up two.
    /// </summary>
    public int PerRequester { get; init; } = 5;

    /// <summary>
    /// How many requests may be pending above the number of nodes. With more nothing is approved: somebody floods the signer, or the signer
    /// is dead.
    /// </summary>
    public int Backlog { get; init; } = 100;

    /// <summary>
    /// How often what was deferred is judged again while watching, held against the nodes and the network as they are then.
    /// </summary>
    public TimeSpan Refresh { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Reports what a person should know: what of the cluster may not be read. It may be called from any thread.</summary>
    public Action<string> Warn { get; init; } = _ => { };
}
