using System.Runtime.CompilerServices;

namespace KubePki.Tests;

/// <summary>Where the test data lies.</summary>
internal static class Fixtures
{
    public static string Directory { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", "Fixtures"));

    public static string RepositoryRoot { get; } = Path.GetFullPath(Path.Combine(Directory, "..", ".."));

    private static string Here([CallerFilePath] string path = "") => path;
}
