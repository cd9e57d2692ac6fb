using KubePki.Model;

namespace KubePki.Fleet;

/// <summary>A finding of one node.</summary>
/// <param name="Finding">The finding, without its certificate.</param>
/// <param name="Cause">What it and others of the node come from, in one sentence; null when it stands alone.</param>
internal sealed record FleetFault(KubePkiFinding Finding, string? Cause);
