namespace KubePki.Cli;

/// <summary>What the exit status says.</summary>
internal static class ExitCodes
{
    /// <summary>Healthy, or done.</summary>
    public const int Ok = 0;

    /// <summary>The program could not do what was asked.</summary>
    public const int Failed = 1;

    /// <summary>There is something of the severity that was asked about, or the verdict is no.</summary>
    public const int Findings = 2;

    /// <summary>Changes were made and stay, but the report of them could not be written: the standard output is full or closed.</summary>
    public const int Committed = 3;

    /// <summary>The command line is wrong (EX_USAGE of sysexits.h).</summary>
    public const int Usage = 64;

    /// <summary>The program itself is at fault (EX_SOFTWARE of sysexits.h).</summary>
    public const int Broken = 70;

    /// <summary>With the number of a signal added: it stopped the run, as a shell tells it.</summary>
    public const int Signal = 128;
}
