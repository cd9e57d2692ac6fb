namespace KubePki.Model;

/// <summary>How much a finding matters. In the order of their weight, so that <c>-ge Error</c> means what it says.</summary>
public enum FindingSeverity
{
    /// <summary>Good to know; nothing stops.</summary>
    Information,

    /// <summary>Nothing stops yet, or something is less safe than it should be.</summary>
    Warning,

    /// <summary>Something does not work, or will not after the next restart.</summary>
    Error,

    /// <summary>The node, its control plane or its kubelet, is down because of this.</summary>
    Critical,
}
