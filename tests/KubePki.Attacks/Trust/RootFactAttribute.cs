namespace KubePki.Attacks.Trust;

/// <summary>A test that gives files to other users, which only root can.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
            Skip = "It gives files to other users: that takes root, on Linux.";
    }
}
