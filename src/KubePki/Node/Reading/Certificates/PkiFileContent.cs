using System.Globalization;
using KubePki.Pki.Keys;
using KubePki.Pki.X509;

namespace KubePki.Node.Reading.Certificates;

/// <summary>What the bytes of one PEM or DER file hold.</summary>
internal sealed class PkiFileContent
{
    public List<ParsedCertificate> Certificates { get; } = [];

    public List<ParsedKey> Keys { get; } = [];

    public List<ParsedRequest> Requests { get; } = [];

    // A file of a megabyte may be broken in forty thousand places; nobody reads as many.
    private const int MaxProblems = 100;

    private readonly List<BlockProblem> _problems = [];
    private int _untold;

    /// <summary>What is wrong with single blocks; of very many the first, and how many more there are.</summary>
    public IEnumerable<BlockProblem> Problems => _untold == 0 ? _problems
        : _problems.Append(new BlockProblem(_problems[^1].Id, _problems[^1].Line, -1,
            string.Create(CultureInfo.InvariantCulture, $"{_untold} more blocks after this line are broken"), null));

    /// <summary>Remembers what is wrong with a block.</summary>
    public void Report(BlockProblem problem)
    {
        if (_problems.Count < MaxProblems)
            _problems.Add(problem);
        else
            _untold++;
    }

    /// <summary>Whether there is anything but plain text.</summary>
    public bool HasAnything => HasPki || HasOther;

    /// <summary>Whether a certificate, a key or a request was found, were it broken.</summary>
    public bool HasPki => Certificates.Count + Keys.Count + Requests.Count + _problems.Count > 0;

    /// <summary>Whether it is one structure in DER, without PEM around it.</summary>
    public bool IsDer { get; set; }

    /// <summary>The PKCS#7 or PKCS#12 structure that it is, or holds; null when there is none.</summary>
    public string? Store { get; set; }

    /// <summary>What Go says of that structure where it takes it for a certificate; null where it does not see it.</summary>
    public string? StoreGoError { get; set; }

    /// <summary>Whether it comes from a snapshot, in which the public part stands for each key.</summary>
    public bool IsSnapshot { get; init; }

    /// <summary>What opens encrypted keys and stores.</summary>
    public KeyPassphrase Passphrase { get; init; } = KeyPassphrase.None();

    /// <summary>What is wrong with the opening of encrypted keys and stores.</summary>
    public IEnumerable<BlockProblem> SealProblems => _problems.Where(problem => KubePki.Model.PkiProblemId.IsAboutPassphrase(problem.Id));

    /// <summary>Whether there are PEM blocks of other kinds (parameters, CRLs …), which do no harm.</summary>
    public bool HasOther { get; set; }

    /// <summary>A problem of a block.</summary>
    /// <param name="Id">A value of <see cref="KubePki.Model.PkiProblemId"/>.</param>
    /// <param name="Line">The line of its BEGIN, counted from 1; 0 in DER.</param>
    /// <param name="Offset">The byte at which it starts.</param>
    /// <param name="Reason">Plain words.</param>
    /// <param name="GoError">Go's words; null when Go would not mind, or has none.</param>
    internal readonly record struct BlockProblem(string Id, int Line, int Offset, string Reason, string? GoError);
}
