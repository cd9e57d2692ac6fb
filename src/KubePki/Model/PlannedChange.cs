namespace KubePki.Model;

/// <summary>What a plan would do to one file.</summary>
/// <param name="Action">What is done: <c>write</c>, <c>create</c>, <c>link</c>, <c>mode</c>, <c>move</c>.</param>
/// <param name="Path">The file, as a path of the machine that repairs it.</param>
/// <param name="NodePath">The file, as a path of the node.</param>
/// <param name="Details">What changes: subject, names added and taken away, usages, lifetime, key, mode, where a link leads.</param>
public sealed record PlannedChange(string Action, string Path, string NodePath, TextList Details)
{
    /// <summary>The action, the file, and what changes.</summary>
    public override string ToString() =>
        Printable.Text($"{Action} {NodePath}{(Details.Count == 0 ? "" : $": {string.Join("; ", Details)}")}");
}
