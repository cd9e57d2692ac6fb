using KubePki.Pki.X509;

namespace KubePki.Pki.Verification;

/// <summary>
/// How much work one source may make: a file, or all files that one person or one network plugin can put there. A certificate names its
/// signer only by a name that anybody may give to a hundred keys, and a path of one line may lead over thousands of links.
/// </summary>
internal sealed class SourceBudget
{
    // About as many microseconds: that many come to 4,000 keys of P-384, or to 13,000 of RSA-4096.
    private const long MaxWork = 4_000_000;

    // A file of a thousand entries, each with three files in a directory of its own, takes 6,000.
    private const int MaxLookUps = 40_000;

    /// <summary>What is said when the look-ups are used up.</summary>
    public const string NoMoreLookUps = "its paths go through too many directories and links; the rest was skipped";

    private Dictionary<ReadOnlyMemory<byte>, AuthorityPool.Entry?>? _signers;
    private long _work = MaxWork;
    private int _lookUps = MaxLookUps;

    /// <summary>Whose files these are, when they are not the node's: their CAs are asked about their own certificates only.</summary>
    public string? Party { get; init; }

    /// <summary>Whether the user has named the file: then a passphrase is meant for its keys, too.</summary>
    public bool IsNamed { get; init; }

    /// <summary>How many signatures were checked.</summary>
    public int Signatures { get; private set; }

    /// <summary>Whether the check of a signature was refused.</summary>
    public bool IsUsedUp { get; private set; }

    /// <summary>Takes the check of one signature; false when there is nothing left for it.</summary>
    public bool TryCheck(PublicKey key)
    {
        _work -= WorkOf(key);
        IsUsedUp |= _work < 0;
        Signatures += _work < 0 ? 0 : 1;
        return _work >= 0;
    }

    /// <summary>Takes look-ups in directories.</summary>
    /// <param name="count">How many.</param>
    /// <param name="isFirst">Whether this is the first time that nothing is left: then it is worth a word.</param>
    public bool TryLookUp(int count, out bool isFirst)
    {
        isFirst = _lookUps >= 0 && count > _lookUps;
        _lookUps = count > _lookUps ? -1 : _lookUps - count;
        return _lookUps >= 0;
    }

    /// <summary>The signer of a certificate that was asked about before, byte for byte.</summary>
    public bool TryRecall(ReadOnlyMemory<byte> certificate, out AuthorityPool.Entry? signer)
    {
        signer = null;
        return _signers?.TryGetValue(certificate, out signer) == true;
    }

    /// <summary>Remembers who signed a certificate.</summary>
    public void Remember(ReadOnlyMemory<byte> certificate, AuthorityPool.Entry? signer) =>
        (_signers ??= new(OctetComparer.Instance))[certificate] = signer;

    // Measured with OpenSSL; of Ed25519 and ML-DSA with our own arithmetic, which says no.
    private static long WorkOf(PublicKey key) => key.Kind switch
    {
        PublicKeyKind.Rsa => 1 + ((long)key.Size * key.Size / (1024 * 1024) * Math.Min(key.Exponent.Length, 8) * 8),
        PublicKeyKind.Ecdsa => key.Size <= 256 && key.Curve != NamedCurve.P224 ? 100 : key.Size <= 384 ? 1000 : 2100,
        PublicKeyKind.Ed25519 => 5000,
        PublicKeyKind.MLDsa => 2000,
        _ => 1,
    };
}
