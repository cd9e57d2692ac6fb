using KubePki.Cli;

namespace KubePki.Attacks.Inputs;

/// <summary>What nobody has thought of: one line, and an exit code of its own.</summary>
public sealed class LastHandlerTests
{
    [Fact]
    public void A_fault_of_the_program_is_one_line_and_70()
    {
        using var error = new StringWriter();
        Assert.Equal(70, CommandRun.Broke(new InvalidOperationException("first\nsecond\u001b[31m"), error));
        var line = Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("kubepki: internal error (InvalidOperationException: first", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', line);
    }

    [Fact]
    public async Task It_catches_whatever_a_command_throws()
    {
        using var signals = new StopSignals();
        using var error = new StringWriter();
        // An output that breaks in a way that no command expects.
        var code = await CommandRun.RunAsync(["checks"], new BrokenWriter(), error, signals);
        Assert.Equal(70, code);
        Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void A_run_that_ends_without_a_signal_says_so()
    {
        using var error = new StringWriter();
        using var signals = new StopSignals();
        Assert.Equal(1, signals.Tell(error));
        Assert.StartsWith("kubepki: stopped. Changes", error.ToString(), StringComparison.Ordinal);
    }

    private sealed class BrokenWriter : StringWriter
    {
        public override void Write(string? value) => throw new InvalidOperationException("broken");
    }
}
