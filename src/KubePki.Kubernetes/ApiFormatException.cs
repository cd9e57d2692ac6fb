namespace KubePki.Kubernetes;

/// <summary>An answer that is not what the Kubernetes API promises.</summary>
public sealed class ApiFormatException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="message">What is wrong, and where in the object.</param>
    /// <param name="inner">What it came from; null when nothing was thrown before.</param>
    public ApiFormatException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
