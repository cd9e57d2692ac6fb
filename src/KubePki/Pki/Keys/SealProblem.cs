using System.Globalization;
using KubePki.Model;

namespace KubePki.Pki.Keys;

/// <summary>Why something encrypted stays closed.</summary>
/// <param name="Id">A value of <see cref="PkiProblemId"/>.</param>
/// <param name="Reason">Plain words.</param>
internal sealed record SealProblem(string Id, string Reason)
{
    public static SealProblem WrongPassphrase { get; } = new(PkiProblemId.WrongPassphrase,
        "the passphrase that was given does not open it");

    public static SealProblem NoPassphrase { get; } = new(PkiProblemId.PassphraseRequired,
        "it is protected by a passphrase, and none was given");

    public static SealProblem Malformed { get; } = new(PkiProblemId.MalformedKey,
        "its encryption is not written down as the standards say");

    public static SealProblem Unsupported(string algorithm) =>
        new(PkiProblemId.UnsupportedEncryption, $"its encryption ({algorithm}) is not supported");

    public static SealProblem TooCostly(string what) => new(PkiProblemId.EncryptionTooCostly, string.Create(CultureInfo.InvariantCulture,
        $"opening it would take {what}, which nobody needs for a key: it looks made to keep a reader busy"));
}
