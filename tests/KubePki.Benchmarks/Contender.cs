namespace KubePki.Benchmarks;

/// <summary>A program in a race.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="Command">The program and its arguments.</param>
internal sealed record Contender(string Name, params string[] Command)
{
    /// <summary>Whether it runs on one processor.</summary>
    public bool OneCore { get; init; }

    /// <summary>How often the measured work stands for: what was measured on a part is shown times this.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>The name of the contender whose time is divided by this one's; null for no ratio.</summary>
    public string? Against { get; init; }

    /// <summary>The milliseconds of each run.</summary>
    public List<double> Times { get; } = [];

    /// <summary>The median of the runs, scaled.</summary>
    public double Median
    {
        get
        {
            var sorted = Times.Order().ToArray();
            return Scale * (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }

    /// <summary>The shortest run, scaled.</summary>
    public double Best => Scale * Times.Min();
}
