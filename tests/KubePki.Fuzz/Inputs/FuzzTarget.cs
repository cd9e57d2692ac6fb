namespace KubePki.Fuzz.Inputs;

/// <summary>
/// One kind of input: what a harness feeds, and what it is fed to. The action may refuse an input with a domain exception, and with no
/// other.
/// </summary>
/// <param name="Name">The kind's name.</param>
/// <param name="Seeds">The files of the repository that inputs of the kind are made from, as patterns below tests/Fixtures and
/// samples.</param>
/// <param name="Feed">Does with the bytes what the program does with such a file.</param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<string> Seeds, Action<FuzzPlace, byte[]> Feed)
{
    /// <summary>Whether each input is a node, read and judged and planned for as a whole.</summary>
    public bool IsWholeNode { get; init; }
}
