namespace KubePki.Model;

/// <summary>What was done with a request.</summary>
public enum CsrAction
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It was approved.</summary>
    Approved,

    /// <summary>It was denied.</summary>
    Denied,
}
