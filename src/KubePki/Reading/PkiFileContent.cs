using KubePki.X509;

namespace KubePki.Reading;

/// <summary>What the bytes of one PEM or DER file hold.</summary>
internal sealed class PkiFileContent
{
    public List<ParsedCertificate> Certificates { get; } = [];

    public List<ParsedKey> Keys { get; } = [];

    public List<ParsedRequest> Requests { get; } = [];

    /// <summary>What is wrong with single blocks.</summary>
    public List<BlockProblem> Problems { get; } = [];

    /// <summary>Whether there is anything but plain text.</summary>
    public bool HasAnything => HasPki || HasOther;

    /// <summary>Whether a certificate, a key or a request was found, were it broken.</summary>
    public bool HasPki => Certificates.Count + Keys.Count + Requests.Count + Problems.Count > 0;

    /// <summary>Whether there are PEM blocks of other kinds (parameters, CRLs …), which do no harm.</summary>
    public bool HasOther { get; set; }

    /// <summary>A problem of a block.</summary>
    /// <param name="Id">A value of <see cref="Model.PkiProblemId"/>.</param>
    /// <param name="Line">The line of its BEGIN, counted from 1; 0 in DER.</param>
    /// <param name="Offset">The byte at which it starts.</param>
    /// <param name="Reason">Plain words.</param>
    /// <param name="GoError">Go's words; null when Go would not mind, or has none.</param>
    internal readonly record struct BlockProblem(string Id, int Line, int Offset, string Reason, string? GoError);
}
