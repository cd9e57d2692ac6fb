namespace KubePki.Pki.Verification;

/// <summary>
/// How many names may be held against constraints for one question. Go bounds it for one CA (up to 1.25) or not at all; a file of megabytes
/// could keep it busy for minutes.
/// </summary>
internal sealed class ComparisonBudget
{
    /// <summary>What is said when it is used up. It is no text of Go's.</summary>
    public const string UsedUp = "kubepki: gave up after 1000000 comparisons of names with name constraints";

    private int _left = 1_000_000;

    /// <summary>Takes some; false when there are not so many left.</summary>
    public bool TryTake(int count)
    {
        _left = count > _left ? 0 : _left - count;
        return _left > 0;
    }
}
