using System.Net;
using System.Net.Http;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using KubePki.Model;

namespace KubePki.Cluster.Client;

/// <summary>
/// One port of a pod, through the API server: the web socket protocol of kubelet's port forward (<c>v4.channel.k8s.io</c>). The first octet
/// of each message is the channel, 0 for data and 1 for an error; the first message on each is the port.
/// </summary>
internal sealed class WebSocketTunnel : Stream
{
    /// <summary>The protocol that all releases of kubelet know.</summary>
    public const string Subprotocol = "v4.channel.k8s.io";

    private const string Broken = "the connection to the API server ended during the port forward";
    private const byte Data = 0;
    private const byte Error = 1;
    private const int PieceSize = 16 * 1024;
    private const int MaxError = 4 * 1024;

    private readonly HttpResponseMessage _answer;
    private readonly WebSocket _socket;
    private readonly byte[] _piece = new byte[PieceSize];
    private readonly bool[] _hasPort = new bool[2];
    private readonly MemoryStream _error = new();
    private int _start;
    private int _end;
    private byte _channel;
    private bool _hasChannel;
    private int _toSkip;

    private WebSocketTunnel(HttpResponseMessage answer, WebSocket socket)
    {
        _answer = answer;
        _socket = socket;
    }

    /// <summary>What the API server, or kubelet, says of the tunnel; null when it says nothing against it.</summary>
    public string? Failure { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Puts into a request what asks for a web socket (RFC 6455).</summary>
    public static void Ask(HttpRequestMessage request, string subprotocol)
    {
        request.Version = HttpVersion.Version11;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.ParseAdd("websocket");
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)));
        request.Headers.Add("Sec-WebSocket-Protocol", subprotocol);
    }

    /// <summary>Takes the connection of an answer over, which is closed with the tunnel.</summary>
    /// <exception cref="ClusterException">The server did not switch.</exception>
    public static async Task<WebSocketTunnel> OpenAsync(HttpResponseMessage answer, Deadline deadline)
    {
        // RFC 6455 has the client check Sec-WebSocket-Accept, lest a cache answers; over TLS to the API server there is none.
        if (answer.StatusCode != HttpStatusCode.SwitchingProtocols
            || !answer.Headers.TryGetValues("Sec-WebSocket-Protocol", out var chosen) || !chosen.Contains(Subprotocol))
        {
            answer.Dispose();
            throw new ClusterException(ClusterProblemId.BadAnswer, "the API server opened no web socket for the port forward");
        }
        var stream = await deadline.Run(stop => answer.Content.ReadAsStreamAsync(stop)).ConfigureAwait(false);
        var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { SubProtocol = Subprotocol });
        return new WebSocketTunnel(answer, socket);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            while (_start == _end)
            {
                if (Failure is not null || !await ReceiveAsync(cancellationToken).ConfigureAwait(false))
                    return Failure is null ? 0 : throw new IOException(Failure);
            }
        }
        catch (WebSocketException)
        {
            throw new IOException(Failure ?? Broken);
        }
        var count = Math.Min(buffer.Length, _end - _start);
        _piece.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var message = new byte[1 + buffer.Length];
        message[0] = Data;
        buffer.CopyTo(message.AsMemory(1));
        try
        {
            await _socket.SendAsync(message.AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (WebSocketException)
        {
            // Kubelet may have gone before anything was sent: why stands in what is still to be read.
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _socket.Dispose();
            _answer.Dispose();
            _error.Dispose();
        }
        base.Dispose(disposing);
    }

    // One piece of a message; false at the end of all.
    private async Task<bool> ReceiveAsync(CancellationToken cancellation)
    {
        // TLS reads twice, the first time for nothing; the second end is as good as the first.
        if (_socket.State is WebSocketState.CloseReceived or WebSocketState.Closed)
            return false;
        var received = await _socket.ReceiveAsync(_piece.AsMemory(), cancellation).ConfigureAwait(false);
        if (received.MessageType == WebSocketMessageType.Close)
            return false;
        (_start, _end) = (0, received.Count);
        if (!_hasChannel && received.Count > 0)
        {
            _hasChannel = true;
            _channel = _piece[_start++];
            Begin();
        }
        if (received.EndOfMessage)
            _hasChannel = false;
        var skipped = Math.Min(_toSkip, _end - _start);
        _toSkip -= skipped;
        _start += skipped;
        if (_channel == Error)
            Fail(received.EndOfMessage);
        if (_channel != Data)
            _start = _end;
        return true;
    }

    // An error may come in pieces, and be longer than anybody reads.
    private void Fail(bool isWhole)
    {
        _error.Write(_piece, _start, Math.Min(_end - _start, MaxError - (int)_error.Length));
        if (isWhole && _error.Length > 0)
            Failure = TunnelWords.Of(Encoding.UTF8.GetString(_error.GetBuffer(), 0, (int)_error.Length));
    }

    private void Begin()
    {
        if (_channel > Error || _hasPort[_channel])
            return;
        _hasPort[_channel] = true;
        _toSkip = sizeof(ushort);
    }
}
