namespace KubePki.Fleet;

/// <summary>A program of a node whose version is known.</summary>
/// <param name="Name">The program: <c>kube-apiserver</c>.</param>
/// <param name="Version">Its version: <c>v1.20.2</c>.</param>
/// <param name="NodePath">Where that was read.</param>
internal sealed record FleetProgram(string Name, string Version, string NodePath);
