namespace KubePki.Fleet;

/// <summary>The end of a certificate or credential of a node.</summary>
/// <param name="At">When it ends.</param>
/// <param name="Role">What it is for.</param>
/// <param name="NodePath">Where it lies.</param>
/// <param name="Why">What stops then.</param>
internal sealed record FleetEnd(DateTimeOffset At, string Role, string NodePath, string Why);
