namespace KubePki.Pki.Keys;

/// <summary>A passphrase as one try of it: PKCS#12 tells an empty one from none.</summary>
/// <param name="characters">The characters.</param>
/// <param name="isNull">Whether there is none.</param>
internal readonly ref struct Passphrase(ReadOnlySpan<char> characters, bool isNull = false)
{
    public ReadOnlySpan<char> Characters { get; } = characters;

    public bool IsNull { get; } = isNull;
}
