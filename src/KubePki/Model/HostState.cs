namespace KubePki.Model;

/// <summary>What the node's own files say of the machine. Each value is null when nothing says it.</summary>
public sealed record HostState
{
    /// <summary>The host name (<c>/etc/hostname</c>); kubelet takes it, in lower case, as the node's name.</summary>
    public string? Name { get; init; }

    /// <summary>The time zone's name: where <c>/etc/localtime</c> leads, else <c>/etc/timezone</c>.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Whether the hardware clock holds local time (the third line of <c>/etc/adjtime</c>).</summary>
    public bool? ClockIsLocal { get; init; }

    /// <summary>How far its clock was ahead of that of the machine that collected its snapshot; negative when it was behind.</summary>
    public TimeSpan? ClockSkew { get; init; }
}
