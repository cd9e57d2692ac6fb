using System.Globalization;

namespace KubePki.Benchmarks;

/// <summary>Programs that run in turns, so that what disturbs the machine disturbs all of them.</summary>
internal static class Race
{
    /// <summary>Runs each program once unmeasured, then each <paramref name="runs"/> times in turns, and prints the table.</summary>
    /// <param name="title">What the race is about.</param>
    /// <param name="runs">How often each runs.</param>
    /// <param name="contenders">The programs.</param>
    public static void Run(string title, int runs, params Contender?[] contenders)
    {
        var taking = contenders.OfType<Contender>().ToArray();
        for (var run = -1; run < runs; run++)
        {
            foreach (var contender in taking)
            {
                var time = ChildProcess.Time(contender.Command, contender.OneCore);
                if (run >= 0)
                    contender.Times.Add(time);
            }
        }
        Print($"{title} ({runs} runs in turns)", taking);
    }

    private static void Print(string title, Contender[] contenders)
    {
        Line($"\n{title,-72} {"median ms",10} {"best ms",10}   ratio of medians");
        foreach (var contender in contenders)
        {
            var other = Array.Find(contenders, candidate => candidate.Name == contender.Against);
            var ratio = other is null ? "" : $"   {other.Median / contender.Median:0.00} times as fast as {other.Name}";
            Line($"  {contender.Name,-70} {contender.Median,10:0.0} {contender.Best,10:0.0}{ratio}");
        }
    }

    /// <summary>Prints a line in nobody's culture.</summary>
    public static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
