namespace KubePki.Model;

/// <summary>A problem, where only an exception can carry it.</summary>
public sealed class PkiProblemException : Exception
{
    /// <summary>Wraps a problem.</summary>
    /// <param name="problem">The problem; its text becomes the message.</param>
    public PkiProblemException(PkiProblem problem)
        : base(problem.ToString()) => Problem = problem;

    /// <summary>The problem.</summary>
    public PkiProblem Problem { get; }
}
