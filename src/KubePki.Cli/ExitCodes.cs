namespace KubePki.Cli;

/// <summary>What the exit status says.</summary>
internal static class ExitCodes
{
    /// <summary>Healthy, or done.</summary>
    public const int Ok = 0;

    /// <summary>The program could not do what was asked, or somebody said no when it asked.</summary>
    public const int Failed = 1;

    /// <summary>There is something of the severity that was asked about, or the verdict is no.</summary>
    public const int Findings = 2;

    /// <summary>Changes were made and stay, but the report of them could not be written: the standard output is full or closed.</summary>
    public const int Committed = 3;

    /// <summary>The command line is wrong (EX_USAGE of sysexits.h).</summary>
    public const int Usage = 64;

    /// <summary>The program itself is at fault (EX_SOFTWARE of sysexits.h).</summary>
    public const int Broken = 70;

    /// <summary>The codes, as the manual has them.</summary>
    public static IReadOnlyList<(string Code, string Meaning)> Meanings { get; } =
    [
        ("0", "The node is healthy, or the request was completed."),
        ("1", "A node or a part of a cluster could not be read or checked, the request was not completed, or it was declined."),
        ("2", "There are findings of the severity of --fail-on, the verdict is no, or errors are left after a repair."),
        ("3", "Changes were made, but the report could not be written."),
        ("64", "The command line is wrong."),
        ("70", "The program itself failed. Please report it."),
        ("128+N", "Signal N stopped the run."),
    ];

    /// <summary>With the number of a signal added: it stopped the run, as a shell tells it.</summary>
    public const int Signal = 128;
}
