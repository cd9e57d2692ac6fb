namespace KubePki.Encryption;

/// <summary>
/// What may be spent on making keys from passphrases, counted in rounds of a hash: a file says itself how many it wants, and two thousand
/// million would keep a processor busy for a quarter of an hour.
/// </summary>
internal sealed class DerivationBudget
{
    /// <summary>For one key: four seconds or so. OpenSSL asks for 2,048, careful people for a million.</summary>
    public const long MaxRounds = 10_000_000;

    /// <summary>The memory that scrypt may take. OpenSSL asks for 16 MiB.</summary>
    public const long MaxMemory = 128 * 1024 * 1024;

    // For all keys of a command together.
    private long _left = 5 * MaxRounds;

    /// <summary>Takes rounds; the problem when they are too many.</summary>
    public SealProblem? Take(long rounds)
    {
        if (rounds is < 1 or > MaxRounds)
            return SealProblem.TooCostly($"{rounds} rounds of hashing");
        return Interlocked.Add(ref _left, -rounds) < 0
            ? SealProblem.TooCostly($"more than {5 * MaxRounds} rounds of hashing, with the keys before it") : null;
    }
}
