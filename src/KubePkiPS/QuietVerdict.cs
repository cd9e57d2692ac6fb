namespace KubePkiPS;

/// <summary>The one answer of a command with -Quiet.</summary>
internal sealed class QuietVerdict
{
    private bool _isAny;
    private bool _isAllWell = true;

    /// <summary>Whether all is well. Where there was nothing to look at, nothing is known to be.</summary>
    public bool IsWell => _isAny && _isAllWell;

    /// <summary>Adds what was looked at.</summary>
    /// <param name="isWell">Whether it is well.</param>
    public void Add(bool isWell) => (_isAny, _isAllWell) = (true, _isAllWell && isWell);
}
