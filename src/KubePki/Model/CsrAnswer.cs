namespace KubePki.Model;

/// <summary>What is to be done with a request.</summary>
public enum CsrAnswer
{
    /// <summary>Neither: something is not known or does not fit together, or it is for others to decide.</summary>
    Defer,

    /// <summary>It breaks a rule beyond doubt. It is never approved; it is denied only where that is asked for.</summary>
    Deny,

    /// <summary>All rules hold.</summary>
    Approve,
}
