namespace KubePki.Node.Files;

/// <summary>What lies at a path, links not followed.</summary>
internal enum EntryKind
{
    Absent,
    File,
    Link,
    Directory,
    Special,
}
