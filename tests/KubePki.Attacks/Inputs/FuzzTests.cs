using KubePki.Fuzz.Inputs;

namespace KubePki.Attacks.Inputs;

/// <summary>
/// A few hundred made-up inputs of each kind, always the same; <c>KUBEPKI_FUZZ=60</c> for as many as a minute allows. tests/KubePki.Fuzz
/// has the long runs.
/// </summary>
public sealed class FuzzTests
{
    private const int Usual = 300;

    // A whole node takes its time.
    private const int OfNode = 40;

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void No_input_breaks_the_program(string name)
    {
        var target = FuzzTargets.Find(name);
        var seconds = Limit.Of("KUBEPKI_FUZZ", 0);
        using var loop = new FuzzLoop(target, SeedFiles.Of(target, []), coverage: null, seed: 1);
        loop.Run(TimeSpan.FromSeconds(seconds == 0 ? 20 : seconds), seconds > 0 ? long.MaxValue : target.IsWholeNode ? OfNode : Usual);
        Assert.True(loop.Failures.Count == 0, string.Join("\n\n",
            loop.Failures.Select(failure => $"{failure}\n{Convert.ToBase64String(failure.Input)}")));
        Assert.True(loop.Inputs > OfNode / 2, $"{loop.Inputs} inputs show nothing");
    }
}
