using KubePki.X509;

namespace KubePki.Reading;

/// <summary>A key of a file: its public part, and where the block stood.</summary>
internal readonly record struct KeyEntry(ParsedKey Key, int Offset);
