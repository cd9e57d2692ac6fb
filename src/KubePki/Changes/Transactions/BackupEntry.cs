namespace KubePki.Changes.Transactions;

/// <summary>One path of a backup.</summary>
/// <param name="NodePath">The path on the node, links above it resolved.</param>
/// <param name="State">What was there.</param>
internal sealed record BackupEntry(string NodePath, FileState State);
