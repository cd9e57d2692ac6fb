using System.Globalization;

namespace KubePki.Attacks;

/// <summary>How much is tried: little in the suite, all of it where somebody asks.</summary>
internal static class Limit
{
    /// <summary>The number of an environment variable, else the usual one.</summary>
    public static int Of(string variable, int usual) =>
        int.Parse(Environment.GetEnvironmentVariable(variable) ?? usual.ToString(CultureInfo.InvariantCulture),
        CultureInfo.InvariantCulture);

    /// <summary>Whether an environment variable is set.</summary>
    public static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 };
}
