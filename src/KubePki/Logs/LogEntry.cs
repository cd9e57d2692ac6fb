using System.Text.RegularExpressions;
using KubePki.Model;

namespace KubePki.Logs;

/// <summary>An entry of the catalogue: a text that components write, and what it means.</summary>
public sealed class LogEntry
{
    // A line may list many nodes; more of them say nothing new.
    private const int MostOfOneLine = 32;

    // What components write is matched in microseconds.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(25);

    private readonly string? _pattern;
    private Regex? _fast;
    private Regex? _safe;
    private bool _isSlow;

    internal LogEntry(string? pattern) => _pattern = pattern;

    /// <summary>The name; stable, for scripts.</summary>
    public required string Id { get; init; }

    /// <summary>Its place in the catalogue, from the most specific on.</summary>
    public required int Rank { get; init; }

    /// <summary>How much it matters.</summary>
    public required FindingSeverity Severity { get; init; }

    /// <summary>Whether it is a cause, or what a cause leads to.</summary>
    public required LogStanding Standing { get; init; }

    /// <summary>Who usually writes it.</summary>
    public required TextList Components { get; init; }

    /// <summary>Texts of which a line must have one before it is looked at more closely.</summary>
    public required TextList Literals { get; init; }

    /// <summary>What it means; values of the line in braces.</summary>
    public required string Says { get; init; }

    /// <summary>What stops because of it.</summary>
    public required string Why { get; init; }

    /// <summary>What to look at.</summary>
    public required string Look { get; init; }

    /// <summary>What to do when that is so.</summary>
    public required string Remedy { get; init; }

    /// <summary>What people do about it that makes it worse; null when nothing is known for that.</summary>
    public string? Trap { get; init; }

    /// <summary>How a node's files can prove it, the best way first.</summary>
    public TextList Proofs { get; init; } = TextList.Empty;

    /// <summary>The checks of a node that find the same, the nearest first.</summary>
    public TextList Checks { get; init; } = TextList.Empty;

    /// <summary>Where to read on.</summary>
    public string? Reference { get; init; }

    /// <summary>Whether the same words are written about servers that are none of the cluster's.</summary>
    internal bool IsOfAnyServer { get; init; }

    /// <summary>Whether it tells of such servers: then its pattern is for their names and for what the line says around them.</summary>
    internal bool IsPlace { get; init; }

    /// <summary>Whether a line may say it of several servers.</summary>
    internal bool Repeats { get; init; }

    /// <summary>Lines may give one reason of each family; null when an entry speaks for the whole line.</summary>
    internal string? Family { get; init; }

    /// <summary>Lines that it is for.</summary>
    public required TextList Examples { get; init; }

    // Made in a hundredth of the time that the other one takes, which is what most logs would spend theirs on.
    private Regex Fast =>
        _fast ??= new Regex(_pattern!, RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Patience);

    // Lines are hostile: NonBacktracking takes time in proportion to the line, whatever it holds.
    private Regex Safe =>
        _safe ??= new Regex(_pattern!, RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant);

    /// <summary>What a line of it looks like; null for an entry that no line has by itself.</summary>
    internal string? Pattern => _pattern;

    /// <summary>The name.</summary>
    public override string ToString() => Id;

    /// <summary>Where a line says what this entry is about; empty when it does not.</summary>
    /// <param name="text">The line.</param>
    /// <param name="isFirstEnough">Whether only the first such place is asked for, of entries that a line may have several of, too.</param>
    internal IEnumerable<Match> Matches(string text, bool isFirstEnough = false) =>
        _pattern is not null && HasLiteral(text) ? AllIn(text, isFirstEnough) : [];

    private IEnumerable<Match> AllIn(string text, bool isFirstEnough)
    {
        var match = First(text);
        if (!Repeats || isFirstEnough)
        {
            if (match.Success)
                yield return match;
            yield break;
        }
        var most = MostOfOneLine;
        for (match = match.Success ? Safe.Match(text) : match; match.Success && most > 0; match = match.NextMatch(), most--)
            yield return match;
    }

    // Both find the same. A pattern that one line has kept busy is left to the one that no line can.
    private Match First(string text)
    {
        try
        {
            if (!_isSlow)
                return Fast.Match(text);
        }
        catch (RegexMatchTimeoutException)
        {
            _isSlow = true;
        }
        return Safe.Match(text);
    }

    /// <summary>Whether a line is of this entry, without its values.</summary>
    internal bool Fits(string text) => _pattern is not null && HasLiteral(text) && First(text).Success;

    /// <summary>Whether a line and its server are of this place.</summary>
    internal bool Describes(string text) => First(text).Success;

    private bool HasLiteral(string text)
    {
        // Asked of each line for each entry: an enumerator would be made each time.
        for (var i = 0; i < Literals.Count; i++)
        {
            if (text.Contains(Literals[i], StringComparison.Ordinal))
                return true;
        }
        return false;
    }
}
