namespace KubePki.Node.Reading;

/// <summary>
/// How much a file may make us read of what it repeats: a YAML alias or a file name is short, what it stands for need not be.
/// </summary>
internal sealed class Allowance(long octets)
{
    private long _left = octets;

    /// <summary>Takes bytes from what is left.</summary>
    /// <param name="octets">How many.</param>
    /// <param name="isFirst">Whether this is the first time that nothing is left: then it is worth a word.</param>
    public bool TryTake(long octets, out bool isFirst)
    {
        isFirst = _left >= 0 && octets > _left;
        _left = octets > _left ? -1 : _left - octets;
        return _left >= 0;
    }
}
