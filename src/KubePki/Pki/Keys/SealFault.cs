namespace KubePki.Pki.Keys;

/// <summary>The kinds of reasons why something encrypted stays closed.</summary>
internal enum SealFault
{
    NoPassphrase,
    WrongPassphrase,
    MalformedKey,
    MalformedStore,
    Unsupported,
    TooCostly,
}
