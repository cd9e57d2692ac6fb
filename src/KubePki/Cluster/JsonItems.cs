using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace KubePki.Cluster;

/// <summary>
/// Reads the items of a Kubernetes list while they come in. Only the item at hand is in memory, however long the list is.
/// </summary>
internal sealed class JsonItems : IDisposable
{
    /// <summary>etcd takes 1.5 MiB, and an object in JSON may be some times as long.</summary>
    public const int ItemLimit = 32 * 1024 * 1024;

    private readonly Stream _stream;
    private readonly Deadline _deadline;
    private readonly string _request;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = 128 });
    private int _start;
    private int _end;
    private bool _isLast;
    private string? _field;

    public JsonItems(Stream stream, string request, Deadline deadline)
    {
        _stream = stream;
        _request = request;
        _deadline = deadline;
    }

    /// <summary>The token for the next page; null at the last page. Known when all items are read.</summary>
    public string? Continue { get; private set; }

    /// <summary>The state of the cluster that the list shows. Known when all items are read.</summary>
    public string? ResourceVersion { get; private set; }

    private enum Step
    {
        More,
        Item,
        Done,
    }

    /// <summary>The items, each on its own.</summary>
    /// <exception cref="ClusterException">It is no list, or it was cut off.</exception>
    public async IAsyncEnumerable<JsonElement> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            switch (Next(out var item))
            {
                case Step.Item:
                    yield return item;
                    break;
                case Step.Done:
                    yield break;
                default:
                    await FillAsync().ConfigureAwait(false);
                    break;
            }
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    // From token to token; where the buffer ends inside of a value, the state goes back to the value's start.
    private Step Next(out JsonElement item)
    {
        item = default;
        try
        {
            while (true)
            {
                var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _isLast, _state);
                if (!reader.Read())
                    return _isLast ? throw CutOff() : Step.More;
                if (reader.CurrentDepth == 0 && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject))
                    throw Bad("it is not an object");
                if (reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == 0)
                    return Step.Done;
                if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName)
                    _field = reader.GetString();
                else if (IsValueOfInterest(in reader))
                {
                    if (!JsonDocument.TryParseValue(ref reader, out var document))
                        return _isLast ? throw CutOff() : Step.More;
                    using (document)
                    {
                        Advance(in reader);
                        if (_field == "items")
                        {
                            item = document.RootElement.Clone();
                            return Step.Item;
                        }
                        Take(document.RootElement);
                        continue;
                    }
                }
                Advance(in reader);
            }
        }
        catch (JsonException e)
        {
            throw _isLast ? CutOff() : Bad(e.Message);
        }
    }

    // Items of the list, and its metadata.
    private bool IsValueOfInterest(in Utf8JsonReader reader) => reader.TokenType == JsonTokenType.StartObject
        && ((_field == "items" && reader.CurrentDepth == 2) || (_field == "metadata" && reader.CurrentDepth == 1));

    private void Advance(in Utf8JsonReader reader)
    {
        _start += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
    }

    private void Take(JsonElement metadata)
    {
        Continue = Text(metadata, "continue");
        ResourceVersion = Text(metadata, "resourceVersion");
    }

    private async Task FillAsync()
    {
        MakeRoom();
        var read = await _deadline.Run(async stop => await _stream.ReadAsync(_buffer.AsMemory(_end), stop).ConfigureAwait(false)).ConfigureAwait(false);
        _end += read;
        _isLast = read == 0;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        if (_end < _buffer.Length)
            return;
        if (_buffer.Length >= ItemLimit)
            throw Bad("one of its items is longer than 32 MiB");
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private ClusterException CutOff() => new(ClusterProblemId.ServerUnreachable, $"{_request}: the answer was cut off");

    private ClusterException Bad(string reason) => new(ClusterProblemId.BadAnswer, $"{_request}: the answer is not a list in JSON: {reason}");
}
