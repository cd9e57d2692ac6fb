using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using KubePki.Pki.X509;

namespace KubePki.Pki.Keys;

/// <summary>
/// The one passphrase that opens the encrypted keys of a command. Its characters never move in memory and are wiped at the end; keys that
/// it has opened are remembered by their public part, so that a file that is read again costs nothing.
/// </summary>
public sealed class KeyPassphrase : IDisposable
{
    private readonly object _gate = new();
    private readonly Func<KeyPassphrase?>? _ask;
    private readonly Dictionary<string, OpenedKey> _opened = new(StringComparer.Ordinal);
    private char[] _characters = [];
    private bool _isKnown;

    /// <summary>Keeps a copy of a passphrase; the caller wipes his own.</summary>
    /// <param name="passphrase">The passphrase.</param>
    public KeyPassphrase(ReadOnlySpan<char> passphrase)
    {
        _characters = GC.AllocateUninitializedArray<char>(passphrase.Length, pinned: true);
        passphrase.CopyTo(_characters);
        _isKnown = true;
    }

    private KeyPassphrase(Func<KeyPassphrase?> ask) => _ask = ask;

    /// <summary>A passphrase that stands beside what it opens, which others have written: what may be spent on it is given.</summary>
    internal static KeyPassphrase Of(ReadOnlySpan<char> passphrase, DerivationBudget budget) => new(passphrase) { Budget = budget };

    /// <summary>A copy of a SecureString's passphrase.</summary>
    /// <param name="passphrase">The passphrase.</param>
    /// <param name="writesPlainKeys">See <see cref="WritesPlainKeys"/>.</param>
    public static KeyPassphrase From(SecureString passphrase, bool writesPlainKeys = false)
    {
        ArgumentNullException.ThrowIfNull(passphrase);
        var text = Marshal.SecureStringToGlobalAllocUnicode(passphrase);
        try
        {
            unsafe
            {
                return new KeyPassphrase(new ReadOnlySpan<char>((char*)text, passphrase.Length)) { WritesPlainKeys = writesPlainKeys };
            }
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(text);
        }
    }

    /// <summary>A passphrase that somebody is asked for, once, when the first encrypted key is met.</summary>
    /// <param name="ask">Asks; null when there is no answer, and then encrypted keys stay closed.</param>
    /// <param name="writesPlainKeys">See <see cref="WritesPlainKeys"/>.</param>
    public static KeyPassphrase Asking(Func<KeyPassphrase?> ask, bool writesPlainKeys = false) =>
        new(ask ?? throw new ArgumentNullException(nameof(ask))) { WritesPlainKeys = writesPlainKeys };

    /// <summary>
    /// That there is no passphrase. What is spent on trying the empty one counts for all that is read with it, so a command has one.
    /// </summary>
    /// <param name="rounds">What may be spent on that.</param>
    internal static KeyPassphrase None(long rounds = DerivationBudget.OfCommand) =>
        new(() => null) { Budget = new DerivationBudget(rounds) };

    /// <summary>Whether a key that takes the place of an encrypted one is written without encryption, as Kubernetes needs it.</summary>
    public bool WritesPlainKeys { get; init; }

    /// <summary>What may be spent on opening keys.</summary>
    internal DerivationBudget Budget { get; private init; } = new();

    /// <summary>What may be spent on opening a key once more: a key that this passphrase has opened is paid for.</summary>
    internal DerivationBudget BudgetFor(ReadOnlySpan<byte> encrypted)
    {
        var id = Hex.Sha256(encrypted);
        lock (_gate)
            return _opened.TryGetValue(id, out var known) && known.Problem is null ? new DerivationBudget() : Budget;
    }

    /// <summary>Whether there is a passphrase. The first call asks for it where it must be asked for.</summary>
    internal bool IsGiven
    {
        get
        {
            lock (_gate)
            {
                if (_ask is null || _isKnown)
                    return _isKnown && (_ask is null || _characters.Length > 0);
                using var answer = _ask();
                _isKnown = true;
                if (answer is not null)
                {
                    _characters = GC.AllocateUninitializedArray<char>(answer._characters.Length, pinned: true);
                    answer._characters.CopyTo(_characters, 0);
                }
                return _characters.Length > 0;
            }
        }
    }

    internal ReadOnlySpan<char> Characters => _characters;

    /// <summary>The passphrase in UTF-8. The caller wipes it.</summary>
    internal static byte[] Octets(ReadOnlySpan<char> passphrase)
    {
        var octets = GC.AllocateUninitializedArray<byte>(Encoding.UTF8.GetByteCount(passphrase), pinned: true);
        Encoding.UTF8.GetBytes(passphrase, octets);
        return octets;
    }

    /// <summary>What is known of an encrypted key, found out once.</summary>
    internal OpenedKey Remember(ReadOnlySpan<byte> encrypted, Func<OpenedKey> open)
    {
        var id = Hex.Sha256(encrypted);
        lock (_gate)
        {
            if (_opened.TryGetValue(id, out var known))
                return known;
        }
        var opened = open();
        lock (_gate)
            return _opened[id] = opened;
    }

    /// <summary>Wipes the passphrase.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_characters.AsSpan()));
}
