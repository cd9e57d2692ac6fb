using System.Globalization;

namespace KubePki.Cluster.Client;

/// <summary>
/// How much one list may be, all its pages together. A server that is broken, or is none, may send for ever: the greatest clusters have
/// some ten thousand requests and five thousand nodes.
/// </summary>
internal sealed class ListBounds(string request)
{
    /// <summary>How many objects.</summary>
    public const int MostItems = 1_000_000;

    /// <summary>How many pages: as many as the objects take at 500 a page.</summary>
    public const int MostPages = 2_000;

    /// <summary>How many bytes, unpacked: 1 GiB.</summary>
    public const long MostOctets = 1L << 30;

    private int _items;
    private int _pages;
    private long _octets;

    /// <exception cref="ClusterException">It is one too many.</exception>
    public void AddItem() => Require(++_items <= MostItems, MostItems, "objects");

    /// <exception cref="ClusterException">It is one too many.</exception>
    public void AddPage() => Require(++_pages <= MostPages, MostPages, "pages");

    /// <exception cref="ClusterException">They are too many.</exception>
    public void AddOctets(int count) => Require((_octets += count) <= MostOctets, MostOctets, "octets");

    private void Require(bool isWithin, long most, string what)
    {
        if (isWithin)
            return;
        var reason = string.Create(CultureInfo.InvariantCulture, $"{request}: the list has more than {most:N0} {what}");
        throw new ClusterException(ClusterProblemId.BadAnswer, reason);
    }
}
