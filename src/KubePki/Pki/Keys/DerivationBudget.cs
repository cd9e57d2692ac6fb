namespace KubePki.Pki.Keys;

/// <summary>
/// What may be spent on making keys from passphrases, counted in rounds of a hash: a file says itself how many it wants, and two thousand
/// million would keep a processor busy for a quarter of an hour.
/// </summary>
/// <param name="rounds">For all keys of a command together.</param>
internal sealed class DerivationBudget(long rounds = DerivationBudget.OfCommand)
{
    /// <summary>For one key: four seconds or so. OpenSSL asks for 2,048, careful people for a million.</summary>
    public const long MaxRounds = 10_000_000;

    /// <summary>The memory that scrypt may take. OpenSSL asks for 16 MiB.</summary>
    public const long MaxMemory = 128 * 1024 * 1024;

    /// <summary>For all keys of a command that lie in trusted files.</summary>
    public const long OfCommand = 5 * MaxRounds;

    /// <summary>For what others than root and the user have written: half a second.</summary>
    public const long OfOthers = 1_000_000;

    private readonly long _all = rounds;
    private long _left = rounds;

    /// <summary>Takes rounds; the problem when they are too many.</summary>
    public SealProblem? Take(long wanted)
    {
        if (wanted is < 1 or > MaxRounds)
            return SealProblem.TooCostly($"{wanted} hash iterations");
        return Interlocked.Add(ref _left, -wanted) < 0
            ? SealProblem.TooCostly($"more than {_all} hash iterations, including the previous keys") : null;
    }
}
