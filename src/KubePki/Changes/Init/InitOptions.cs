using KubePki.Pki.Keys;

namespace KubePki.Changes.Init;

/// <summary>Which pieces of a PKI are made, and with which dates and keys.</summary>
public sealed record InitOptions
{
    /// <summary>How long kubeadm's CAs are valid: ten years of 365 days.</summary>
    public static TimeSpan TenYears { get; } = TimeSpan.FromDays(3650);

    /// <summary>The roles, by kubeadm's names; wildcards are taken. None for all that kubeadm makes.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The kind of new keys; null for what the configuration says, else RSA of 2048 bits.</summary>
    public KeyKind? KeyKind { get; init; }

    /// <summary>The first moment of every lifetime; null for five minutes before now, for clocks that are a little behind.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>How long certificates are valid; null for what the configuration says, else 365 days.</summary>
    public TimeSpan? ValidFor { get; init; }

    /// <summary>How long CAs are valid; null for what the configuration says, else ten years.</summary>
    public TimeSpan? AuthorityValidFor { get; init; }

    /// <summary>Whether the root is a directory to carry away, which is made, for its owner alone, when it is not there.</summary>
    public bool MakesRoot { get; init; }

    /// <summary>What is in the options, for a person.</summary>
    public override string ToString() => Roles.Count == 0 ? "all roles" : string.Join(", ", Roles);
}
