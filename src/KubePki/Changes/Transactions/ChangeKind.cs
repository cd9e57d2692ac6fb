namespace KubePki.Changes.Transactions;

/// <summary>What is done to a path.</summary>
internal enum ChangeKind
{
    /// <summary>A file gets a content, mode and owner.</summary>
    Write,

    /// <summary>A symbolic link is put there.</summary>
    Link,

    /// <summary>A file or directory gets a mode and owner.</summary>
    Access,

    /// <summary>What is there goes away; the backup keeps it. Of directories, only empty ones.</summary>
    Quarantine,

    /// <summary>A directory is made.</summary>
    Directory,
}
