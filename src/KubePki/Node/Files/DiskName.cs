namespace KubePki.Node.Files;

/// <summary>A name in a directory.</summary>
/// <param name="Name">The name without path.</param>
/// <param name="Kind">What lies there.</param>
internal readonly record struct DiskName(string Name, EntryKind Kind);
