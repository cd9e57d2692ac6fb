namespace KubePki.Model;

/// <summary>What a policy says of a CertificateSigningRequest, and why.</summary>
public sealed record CsrDecision
{
    /// <summary>The request's name.</summary>
    public required string Name { get; init; }

    /// <summary>Approve, deny or defer.</summary>
    public CsrAnswer Decision { get; init; }

    /// <summary>The reason in one plain sentence.</summary>
    public required string Sentence { get; init; }

    /// <summary>The policy that judged; null when none of the selected ones is for this signer.</summary>
    public string? Policy { get; init; }

    /// <summary>The rules, each with what it saw.</summary>
    public IReadOnlyList<CsrFinding> Rules { get; init; } = [];

    /// <summary>The names of the rules that failed, those that deny first.</summary>
    public TextList Failed { get; init; } = TextList.Empty;

    /// <summary>The request; after an action, as it is then.</summary>
    public required KubeCsr Request { get; init; }

    /// <summary>What was done.</summary>
    public CsrAction Action { get; init; }

    /// <summary>
    /// What came of it: until when the issued certificate is valid, or why there is none, or what is wrong with it; null when nothing was
    /// done.
    /// </summary>
    public string? Outcome { get; init; }

    /// <summary>Whether the signer gave what was asked for; null while it has given nothing.</summary>
    public bool? MatchesRequest { get; init; }

    /// <summary>The moment that was judged for, UTC.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>The decision as reports write it: <c>approve</c>, <c>deny</c>, <c>defer</c>.</summary>
    internal string Word => WordOf(Decision);

    /// <summary>A decision as reports write it.</summary>
    internal static string WordOf(CsrAnswer answer) => answer switch
    {
        CsrAnswer.Approve => "approve",
        CsrAnswer.Deny => "deny",
        _ => "defer",
    };

    /// <summary>Decision, name and sentence in one line.</summary>
    public override string ToString() => Printable.Text($"{Decision} {Name}: {Sentence}");
}
