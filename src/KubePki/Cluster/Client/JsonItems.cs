using System.Buffers;
using System.Text.Json;
using KubePki.Kubernetes;
using KubePki.Model;

namespace KubePki.Cluster.Client;

/// <summary>
/// Reads the items of a Kubernetes list while they come in, each on its own: however long the list is, only the item at hand is in memory,
/// and one that is odd spoils no other.
/// </summary>
internal sealed class JsonItems<T>(Stream stream, ApiResource<T> resource, string request, Deadline deadline, ListBounds bounds)
    : IDisposable
    where T : ApiObject
{
    private const int Usual = 64 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Usual);
    private bool _isLarge;

    // How far a large buffer was written.
    private int _written;
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = 128 });
    private int _start;
    private int _end;
    private bool _isLast;
    private string? _field;
    private bool _isInItems;
    private bool _isList;

    private enum ReadState
    {
        More,
        Item,
        Done,
    }

    /// <summary>Where the list goes on, and which state it shows. Known when all items are read.</summary>
    public ListMetadata Metadata { get; private set; } = ListMetadata.None;

    /// <summary>The next item; null when there is none.</summary>
    /// <exception cref="ClusterException">It is no list of the right kind, it was cut off, or it is beyond its bounds.</exception>
    public async ValueTask<T?> NextAsync()
    {
        while (true)
        {
            deadline.Check();
            switch (Next(out var item))
            {
                case ReadState.Item:
                    bounds.AddItem();
                    var found = resource.Read(item);
                    Shrink();
                    return found;
                case ReadState.Done:
                    return null;
                default:
                    await FillAsync().ConfigureAwait(false);
                    break;
            }
        }
    }

    public void Dispose()
    {
        Replace([]);
    }

    // There may have been Secrets in it.
    private void Replace(byte[] other)
    {
        if (_isLarge)
            LargeAnswers.Return(_buffer, _written);
        else if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
        _isLarge = false;
        _buffer = other;
        _written = 0;
    }

    // Whoever has the item may take long, or ask for other lists meanwhile.
    private void Shrink()
    {
        if (!_isLarge || _end - _start > LargeAnswers.Threshold / 2)
            return;
        var smaller = ArrayPool<byte>.Shared.Rent(LargeAnswers.Threshold / 2);
        _buffer.AsSpan(_start, _end - _start).CopyTo(smaller);
        (_start, _end) = (0, _end - _start);
        Replace(smaller);
    }

    // From token to token; where the buffer ends inside of a value, the state goes back to the value's start.
    private ReadState Next(out ReadOnlyMemory<byte> item)
    {
        item = default;
        try
        {
            while (true)
            {
                var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _isLast, _state);
                if (!reader.Read())
                    return _isLast ? throw CutOff() : ReadState.More;
                if (reader.CurrentDepth == 0 && IsEnd(in reader))
                    return ReadState.Done;
                if (_isInItems && reader.CurrentDepth == 2)
                    return TakeItem(ref reader, out item) ? ReadState.Item : ReadState.More;
                if (reader.CurrentDepth == 1 && !TakeField(ref reader))
                    return ReadState.More;
                Advance(in reader);
            }
        }
        catch (JsonException e)
        {
            throw _isLast ? CutOff() : Bad(ForeignWords.Of(e));
        }
        catch (Exception e) when (e is ApiFormatException or InvalidOperationException)
        {
            // The second one is for half of a surrogate pair.
            // What does not match the API says so itself.
            throw Bad(e is ApiFormatException ? e.Message : ForeignWords.Of(e));
        }
    }

    private bool IsEnd(in Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject))
            throw Bad("it is not an object");
        var isEnd = reader.TokenType == JsonTokenType.EndObject;
        return isEnd && !_isList ? throw Bad("it has neither a kind nor items") : isEnd;
    }

    // False where more must be read first.
    private bool TakeItem(ref Utf8JsonReader reader, out ReadOnlyMemory<byte> item)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Bad("one of its items is not an object");
        item = Whole(ref reader) ?? ReadOnlyMemory<byte>.Empty;
        if (item.IsEmpty)
            return false;
        Advance(in reader);
        return true;
    }

    // A token of the list itself. False where more must be read first.
    private bool TakeField(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.PropertyName)
        {
            _field = reader.GetString();
            return true;
        }
        switch (_field)
        {
            case "items" when reader.TokenType == JsonTokenType.EndArray:
                _isInItems = false;
                break;
            case "items" when reader.TokenType is JsonTokenType.StartArray or JsonTokenType.Null:
                _isInItems = reader.TokenType == JsonTokenType.StartArray;
                _isList = true;
                break;
            case "items":
                throw Bad("its items are not a list");
            case "kind" when reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 } kind:
                _isList = kind == resource.Kind + "List" ? true : throw Bad($"it is a {kind}");
                break;
            case "apiVersion" when reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 } version:
                if (version != resource.ApiVersion)
                    throw Bad($"its version is {version}");
                break;
            case "metadata" when reader.TokenType == JsonTokenType.StartObject:
                if (Whole(ref reader) is not { } metadata)
                    return false;
                Metadata = ListMetadata.Read(metadata);
                // The reader stands at the end of the value, and what comes is a field.
                _field = null;
                break;
        }
        return true;
    }

    // The value at whose start the reader stands, with all that is in it; null where more must be read first.
    private ReadOnlyMemory<byte>? Whole(ref Utf8JsonReader reader)
    {
        var from = _start + (int)reader.TokenStartIndex;
        if (!reader.TrySkip())
            return _isLast ? throw CutOff() : null;
        var to = _start + (int)reader.BytesConsumed;
        return _buffer.AsMemory(from, to - from);
    }

    private void Advance(in Utf8JsonReader reader)
    {
        _start += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
    }

    private async Task FillAsync()
    {
        await MakeRoomAsync().ConfigureAwait(false);
        var read = await deadline.ReadAsync(stream, _buffer.AsMemory(_end)).ConfigureAwait(false);
        bounds.AddOctets(read);
        _end += read;
        _written = Math.Max(_written, _end);
        _isLast = read == 0;
    }

    private async Task MakeRoomAsync()
    {
        // Between two tokens: blanks without end would fill it.
        while (_start < _end && _buffer[_start] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            _start++;
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        if (_end < _buffer.Length)
            return;
        if (_buffer.Length >= BoundedBody.Limit)
            throw Bad("one of its items is larger than 16 MiB");
        var isLarge = _buffer.Length >= LargeAnswers.Threshold;
        var larger = isLarge ? await LargeAnswers.RentAsync(deadline).ConfigureAwait(false)
            : ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _end).CopyTo(larger);
        Replace(larger);
        (_isLarge, _written) = (isLarge, _end);
    }

    private ClusterException CutOff() => new(ClusterProblemId.ServerUnreachable, $"{request}: the response was truncated");

    private ClusterException Bad(string reason) =>
        new(ClusterProblemId.BadAnswer, $"{request}: the response is not a {resource.Kind}List of {resource.ApiVersion}: {reason}");
}
