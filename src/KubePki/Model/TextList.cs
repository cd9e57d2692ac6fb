using System.Collections;
using System.Runtime.CompilerServices;

namespace KubePki.Model;

/// <summary>
/// An unchangeable list of texts that compares by content and prints as its items joined by commas, so that it survives
/// <c>Export-Csv</c> and table columns.
/// </summary>
[CollectionBuilder(typeof(TextList), nameof(Create))]
public sealed class TextList : IReadOnlyList<string>, IEquatable<TextList>
{
    private readonly string[] _items;

    private TextList(string[] items) => _items = items;

    /// <summary>The list without items.</summary>
    public static TextList Empty { get; } = new([]);

    /// <summary>The number of items.</summary>
    public int Count => _items.Length;

    /// <summary>The item at a position, counted from 0.</summary>
    /// <param name="index">The position.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such position.</exception>
    public string this[int index] => _items[index];

    /// <summary>Makes a list of these items, in this order.</summary>
    /// <param name="items">The items; they are copied.</param>
    public static TextList Create(params ReadOnlySpan<string> items) => items.IsEmpty ? Empty : new TextList(items.ToArray());

    /// <summary>Makes a list of these items, in this order.</summary>
    /// <param name="items">The items; they are copied.</param>
    public static TextList From(IEnumerable<string> items)
    {
        var array = items.ToArray();
        return array.Length == 0 ? Empty : new TextList(array);
    }

    /// <summary>Goes through the items in order.</summary>
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether both hold equal items in the same order.</summary>
    /// <param name="other">The list to compare with.</param>
    public bool Equals(TextList? other) => other is not null && _items.AsSpan().SequenceEqual(other._items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TextList);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in _items)
            hash.Add(item, StringComparer.Ordinal);
        return hash.ToHashCode();
    }

    /// <summary>The items joined by a comma and a space.</summary>
    public override string ToString() => string.Join(", ", _items);
}
