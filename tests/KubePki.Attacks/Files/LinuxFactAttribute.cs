namespace KubePki.Attacks.Files;

/// <summary>A test of what only Linux promises: elsewhere directories have no handles.</summary>
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = Where.NotOnLinux;
}

/// <summary>Several such tests.</summary>
public sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute() => Skip = Where.NotOnLinux;
}

/// <summary>A test in which files belong to several users, which only root can give away.</summary>
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute() => Skip = Where.NotAsRoot;
}

/// <summary>Several such tests.</summary>
public sealed class RootTheoryAttribute : TheoryAttribute
{
    public RootTheoryAttribute() => Skip = Where.NotAsRoot;
}

/// <summary>Why a test cannot run here; null when it can.</summary>
internal static class Where
{
    public static string? NotOnLinux => OperatingSystem.IsLinux() ? null : "Only Linux has handles of directories here.";

    public static string? NotAsRoot => NotOnLinux ?? (Environment.IsPrivilegedProcess ? null : "Only root can give files to another.");
}
