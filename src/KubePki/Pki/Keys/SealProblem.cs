using System.Globalization;

namespace KubePki.Pki.Keys;

/// <summary>Why something encrypted stays closed.</summary>
/// <param name="Fault">The kind of reason.</param>
/// <param name="Reason">Plain words.</param>
internal sealed record SealProblem(SealFault Fault, string Reason)
{
    public static SealProblem WrongPassphrase { get; } = new(SealFault.WrongPassphrase,
        "the passphrase does not decrypt it");

    public static SealProblem NoPassphrase { get; } = new(SealFault.NoPassphrase,
        "it is protected by a passphrase, and none was specified");

    public static SealProblem Malformed { get; } = new(SealFault.MalformedKey,
        "its encryption parameters do not follow the standards");

    public static SealProblem MalformedStore { get; } = new(SealFault.MalformedStore, "its structure is truncated or malformed");

    public static SealProblem Unsupported(string algorithm) =>
        new(SealFault.Unsupported, $"its encryption ({algorithm}) is not supported");

    public static SealProblem TooCostly(string what) => new(SealFault.TooCostly, string.Create(CultureInfo.InvariantCulture,
        $"decrypting it would take {what}, more than any key needs; it may be a denial-of-service attempt"));
}
