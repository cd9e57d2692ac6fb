using System.Reflection;

namespace KubePkiPS.Pester;

/// <summary>A file of tests.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Names">The names of the tests that are wanted; all, when there are none.</param>
internal sealed record PesterFile(string Path, IReadOnlyList<string> Names)
{
    /// <summary>What the name of each ends with.</summary>
    public const string Extension = ".Tests.ps1";

    /// <summary>The directory of the repository.</summary>
    public static string Repository { get; } = Metadata("Repository");

    /// <summary>The manifest of the Pester that this project is restored with; <c>KUBEPKIPS_PESTER</c> names another one.</summary>
    public static string PesterModule { get; } =
        Environment.GetEnvironmentVariable("KUBEPKIPS_PESTER") is { Length: > 0 } other ? other : Metadata("Pester");

    /// <summary>All files of the suite, the longest first, for they take the longest.</summary>
    public static IReadOnlyList<PesterFile> All() => Directory
        .GetFiles(System.IO.Path.Combine(Repository, "tests", "Pester"), "*" + Extension)
        .OrderByDescending(path => new FileInfo(path).Length).Select(path => new PesterFile(path, [])).ToList();

    private static string Metadata(string key) =>
        typeof(PesterFile).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
