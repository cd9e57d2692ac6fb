namespace KubePki.Node.Layout;

/// <summary>When the readers of a file take up that it has changed (kubernetes 1.20 and later).</summary>
public enum RoleReload
{
    /// <summary>Nothing is known of it, or nobody reads it while running.</summary>
    Unknown,

    /// <summary>By themselves, within a minute.</summary>
    Minute,

    /// <summary>With their next connection.</summary>
    Connection,

    /// <summary>With the next handshake.</summary>
    Handshake,

    /// <summary>At their start only.</summary>
    Start,

    /// <summary>People read copies of it, which stay as they are.</summary>
    Copies,
}
