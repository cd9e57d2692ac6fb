using System.Text.RegularExpressions;
using KubePki.Model;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>
/// A built-in policy and how it is narrowed. What is not said narrows nothing; no setting lifts a hard rule.
/// </summary>
public sealed record ApprovalPolicy
{
    /// <summary>The policy for serving certificates of kubelets.</summary>
    public const string KubeletServing = "kubelet-serving";

    /// <summary>The policy for client certificates of kubelets.</summary>
    public const string KubeletClient = "kubelet-client";

    /// <summary>The names of the built-in policies.</summary>
    public static TextList BuiltIn { get; } = [KubeletServing, KubeletClient];

    /// <summary>The built-in policy: <see cref="KubeletServing"/> or <see cref="KubeletClient"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Patterns one of which the whole name of the node must fit.</summary>
    public TextList NodeNames { get; init; } = TextList.Empty;

    /// <summary>Patterns one of which each DNS name must fit as a whole.</summary>
    public TextList DnsNames { get; init; } = TextList.Empty;

    /// <summary>Ranges in one of which each address must lie.</summary>
    public TextList AddressRanges { get; init; } = TextList.Empty;

    /// <summary>The longest duration that may be asked for.</summary>
    public TimeSpan MaxDuration { get; init; } = LongestDuration;

    /// <summary>Whether a duration must be asked for.</summary>
    public bool RequireDuration { get; init; }

    /// <summary>Sources each of which must confirm every name and address, and for client certificates the node.</summary>
    public NodeAddressSource RequiredEvidence { get; init; }

    /// <summary>Keys that are taken: <c>RSA-2048</c>, <c>ECDSA-P256</c> and so on; none means all that the hard rules take.</summary>
    public TextList KeyTypes { get; init; } = TextList.Empty;

    /// <summary>How many names and addresses a request may have.</summary>
    public int MaxNames { get; init; } = MostNames;

    /// <summary>How old a request may be.</summary>
    public TimeSpan MaxAge { get; init; } = OldestRequest;

    /// <summary>The patterns of node names, compiled.</summary>
    internal IReadOnlyList<Regex> NodeNamePatterns { get; init; } = [];

    /// <summary>The patterns of DNS names, compiled.</summary>
    internal IReadOnlyList<Regex> DnsNamePatterns { get; init; } = [];

    /// <summary>The address ranges, read.</summary>
    internal IReadOnlyList<AddressRange> Ranges { get; init; } = [];

    // A year and a little: what signers give unless they are told otherwise.
    internal static readonly TimeSpan LongestDuration = TimeSpan.FromDays(367);

    // kube-controller-manager forgets what was pending for a day.
    internal static readonly TimeSpan OldestRequest = TimeSpan.FromHours(24);

    internal const int MostNames = 32;

    /// <summary>A built-in policy that nothing narrows.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public static ApprovalPolicy Find(string name) => BuiltIn.Contains(name) ? new ApprovalPolicy { Name = name }
        : throw new ArgumentException($"There is no policy named '{Printable.Text(name)}'. Valid policies: {BuiltIn}.", nameof(name));

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
