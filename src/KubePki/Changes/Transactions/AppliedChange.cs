namespace KubePki.Changes.Transactions;

/// <summary>A change with what was there before and is there after it.</summary>
/// <param name="NodePath">The path on the node, links above it resolved.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Before">What was there.</param>
/// <param name="After">What is there now; the same as before where it was taken back.</param>
internal sealed record AppliedChange(string NodePath, ChangeKind Kind, FileState Before, FileState After);
