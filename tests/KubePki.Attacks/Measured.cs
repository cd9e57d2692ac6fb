namespace KubePki.Attacks;

/// <summary>Tests that look at time and memory run alone.</summary>
[CollectionDefinition(nameof(Measured), DisableParallelization = true)]
public sealed class Measured;
