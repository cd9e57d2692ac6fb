namespace KubePki.Fleet;

/// <summary>A key of a node.</summary>
/// <param name="Role">What it is for.</param>
/// <param name="Hash">The SHA-256 of its SubjectPublicKeyInfo.</param>
/// <param name="NodePath">Where it was found.</param>
/// <param name="Names">The DNS names and addresses of its certificate, which tell the node apart; none where it has none.</param>
internal sealed record FleetKey(string Role, string Hash, string NodePath, IReadOnlyList<string> Names);
