using KubePki.Model;
using KubePki.Pki.Keys;

namespace KubePki.Node.Reading.Certificates;

/// <summary>What users are told of something that stays closed.</summary>
internal static class SealProblemIds
{
    /// <summary>A value of <see cref="PkiProblemId"/>.</summary>
    public static string ProblemId(this SealProblem problem) => problem.Fault switch
    {
        SealFault.NoPassphrase => PkiProblemId.PassphraseRequired,
        SealFault.WrongPassphrase => PkiProblemId.WrongPassphrase,
        SealFault.MalformedStore => PkiProblemId.MalformedStore,
        SealFault.Unsupported => PkiProblemId.UnsupportedEncryption,
        SealFault.TooCostly => PkiProblemId.EncryptionTooCostly,
        _ => PkiProblemId.MalformedKey,
    };
}
