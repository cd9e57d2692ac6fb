namespace KubePki.Tests.Architecture;

/// <summary>The repository's own files.</summary>
internal static class Repository
{
    /// <summary>The sources of a project, without what the compiler makes.</summary>
    public static IEnumerable<string> Sources(string project, string room = "") =>
        Directory.GetFiles(Path.Combine(Fixtures.RepositoryRoot, "src", project, room), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"));
}
