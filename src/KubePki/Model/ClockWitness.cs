namespace KubePki.Model;

/// <summary>A trace that a clock left on the disk.</summary>
/// <param name="Name">What the trace is: <c>file name</c>, <c>NotBefore + 5 min</c>, <c>last change</c>,
/// <c>unix time in the CN</c>.</param>
/// <param name="Clock">Whose clock it shows: <c>node</c> or <c>signer</c>.</param>
/// <param name="Time">What the clock showed, UTC; for a file name, once its zone is known.</param>
/// <param name="Text">The trace as it is written.</param>
/// <param name="NodePath">The file that bears it, as a path of the node.</param>
public sealed record ClockWitness(string Name, string Clock, DateTimeOffset Time, string Text, string NodePath)
{
    /// <summary>What it is, and the time.</summary>
    public override string ToString() => $"{Name} of {NodePath}: {Text}";
}
