namespace KubePki.Node.Layout;

/// <summary>Where people and scripts leave copies of a PKI: beside it, and in root's home.</summary>
internal static class CopyPlaces
{
    /// <summary>The directory beside whose PKI copies lie.</summary>
    public const string Beside = "/etc";

    /// <summary>How the names of such copies begin there.</summary>
    public const string Prefix = "kubernetes";

    /// <summary>root's home, in which a copy may have any name.</summary>
    public const string Home = "/root";
}
