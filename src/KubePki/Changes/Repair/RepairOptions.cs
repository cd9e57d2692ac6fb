using KubePki.Pki.Keys;

namespace KubePki.Changes.Repair;

/// <summary>How certificates are reissued.</summary>
public sealed record RepairOptions
{
    /// <summary>A year of 365 days, as kubeadm gives.</summary>
    public static TimeSpan Year { get; } = TimeSpan.FromDays(365);

    /// <summary>Ten years of 365 days, as kubeadm gives to CAs.</summary>
    public static TimeSpan Decade { get; } = 10 * Year;

    /// <summary>
    /// How long new certificates are valid; never beyond their CA. Null for as long as the old one was, which is a year unless somebody
    /// chose otherwise.
    /// </summary>
    public TimeSpan? ValidFor { get; init; }

    /// <summary>
    /// Whether a certificate is reissued on request although it is good for long; with <see cref="Authority"/>, whether CAs are renewed at
    /// all.
    /// </summary>
    public bool Force { get; init; }

    /// <summary>Whether CAs are renewed, too, with the keys that they have; only together with <see cref="Force"/>.</summary>
    public bool Authority { get; init; }

    /// <summary>How long a renewed CA is valid from now on.</summary>
    public TimeSpan AuthorityValidFor { get; init; } = Decade;

    /// <summary>Whether the old key stays, where it belongs to its certificate.</summary>
    public bool KeepKey { get; init; }

    /// <summary>The kind of new keys; null for that of the old one.</summary>
    public KeyKind? KeyKind { get; init; }

    /// <summary>Names and addresses that the API server's certificate is to have, too, or that of kubelet where that is made.</summary>
    public IReadOnlyList<string> AddNames { get; init; } = [];

    /// <summary>Names and addresses that it is no longer to have.</summary>
    public IReadOnlyList<string> RemoveNames { get; init; } = [];

    /// <summary>How kubelet gets its serving certificate.</summary>
    public KubeletServing Serving { get; init; }

    /// <summary>The URL that the node's kubeconfigs are to name; null to keep what they name.</summary>
    public string? Server { get; init; }

    /// <summary>
    /// Kubeconfigs that the user named, as paths of the node: these are changed even where others than root and the user own them.
    /// </summary>
    public IReadOnlyCollection<string> NamedKubeconfigs { get; init; } = [];
}
