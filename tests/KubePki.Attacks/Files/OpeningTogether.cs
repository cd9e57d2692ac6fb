namespace KubePki.Attacks.Files;

/// <summary>Tests that decide how directories are opened, which is one decision for the process: one after the other, and alone.</summary>
[CollectionDefinition(nameof(Opening), DisableParallelization = true)]
public sealed class OpeningTogether;
