namespace KubePki.Model;

/// <summary>What a log line is to the trouble that it tells of. In the order in which findings of one severity are listed.</summary>
public enum LogStanding
{
    /// <summary>It names the cause.</summary>
    Cause,

    /// <summary>It shows the trouble; the cause must be looked for in a file.</summary>
    Symptom,

    /// <summary>It is no matter of PKI: one must look elsewhere.</summary>
    Elsewhere,

    /// <summary>It follows from something else in the log.</summary>
    Consequence,

    /// <summary>It is good to know.</summary>
    Note,
}
