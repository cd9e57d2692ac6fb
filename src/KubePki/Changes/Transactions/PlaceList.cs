using KubePki.Node.Files;
using KubePki.Node.Reading.Files;

namespace KubePki.Changes.Transactions;

/// <summary>The places of a plain backup: directories stand for all that is in them.</summary>
internal sealed class PlaceList(NodeDisk disk, NodeFiles files)
{
    private readonly List<NodePlace> _places = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Each place once, directories before what is in them.</summary>
    public IReadOnlyList<NodePlace> Places => _places;

    /// <exception cref="DiskException">A directory cannot be listed.</exception>
    /// <exception cref="KubePki.Model.PkiProblemException">The path leads out of the root.</exception>
    public void Add(string nodePath) => Add(NodePlace.Of(files, nodePath));

    private void Add(NodePlace place)
    {
        if (!_known.Add(place.Path))
            return;
        _places.Add(place);
        if (disk.Look(place).Kind != EntryKind.Directory)
            return;
        foreach (var name in disk.List(place))
        {
            var inside = place.Inside(name);
            // Sockets are nobody's backup; what vanished is not there.
            if (disk.Look(inside).Kind is EntryKind.File or EntryKind.Link or EntryKind.Directory)
                Add(inside);
        }
    }
}
