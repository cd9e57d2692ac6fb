namespace KubePki.Tests;

/// <summary>Tests that look at the memory of the whole process run alone.</summary>
[CollectionDefinition(nameof(Measured), DisableParallelization = true)]
public sealed class Measured;
