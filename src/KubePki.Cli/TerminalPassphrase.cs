using KubePki.Pki.Keys;

namespace KubePki.Cli;

/// <summary>Asks for a passphrase at the terminal, which does not show it.</summary>
internal static class TerminalPassphrase
{
    private const int MaxLength = 4096;

    /// <summary>The answer; null when it is empty.</summary>
    public static KeyPassphrase? Ask(TextWriter error, bool writesPlainKeys = false)
    {
        error.Write("Passphrase for the encrypted keys (leave empty to skip them): ");
        error.Flush();
        var characters = GC.AllocateUninitializedArray<char>(MaxLength, pinned: true);
        var length = 0;
        try
        {
            for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
            {
                if (key.Key == ConsoleKey.Backspace)
                    length = Math.Max(0, length - 1);
                else if (!char.IsControl(key.KeyChar) && length < MaxLength)
                    characters[length++] = key.KeyChar;
            }
            error.WriteLine();
            return length == 0 ? null : new KeyPassphrase(characters.AsSpan(0, length)) { WritesPlainKeys = writesPlainKeys };
        }
        finally
        {
            characters.AsSpan().Clear();
        }
    }
}
