using System.Globalization;

namespace KubePki.Pki.Keys;

/// <summary>Why something encrypted stays closed.</summary>
/// <param name="Fault">The kind of reason.</param>
/// <param name="Reason">Plain words.</param>
internal sealed record SealProblem(SealFault Fault, string Reason)
{
    public static SealProblem WrongPassphrase { get; } = new(SealFault.WrongPassphrase,
        "the passphrase that was given does not open it");

    public static SealProblem NoPassphrase { get; } = new(SealFault.NoPassphrase,
        "it is protected by a passphrase, and none was given");

    public static SealProblem Malformed { get; } = new(SealFault.MalformedKey,
        "its encryption is not written down as the standards say");

    public static SealProblem MalformedStore { get; } = new(SealFault.MalformedStore, "its structure is cut off or malformed");

    public static SealProblem Unsupported(string algorithm) =>
        new(SealFault.Unsupported, $"its encryption ({algorithm}) is not supported");

    public static SealProblem TooCostly(string what) => new(SealFault.TooCostly, string.Create(CultureInfo.InvariantCulture,
        $"opening it would take {what}, which nobody needs for a key: it looks made to keep a reader busy"));
}
