namespace KubePki.Tests.Node.Checks;

/// <summary>All of them, by the category of their checks.</summary>
internal static class CheckFixtures
{
    public static IReadOnlyList<CheckFixture> All { get; } =
    [
        .. ValidityFixtures.All, .. KubeletFixtures.All, .. ChainFixtures.All, .. ClockAndCniFixtures.All,
        .. ContentFixtures.All, .. KeyFixtures.All, .. KubeconfigFixtures.All, .. FileFixtures.All,
    ];
}
