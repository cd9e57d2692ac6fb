namespace KubePki.Writing;

/// <summary>What lies at a path, links not followed.</summary>
internal enum EntryKind
{
    Absent,
    File,
    Link,
    Directory,
    Special,
}
