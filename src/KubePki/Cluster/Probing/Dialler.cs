using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using KubePki.Cluster.Client;
using KubePki.Model;

namespace KubePki.Cluster.Probing;

/// <summary>
/// Connects to an endpoint, shakes hands, and asks for one line of HTTP, since with TLS 1.3 a server refuses a client only then.
/// </summary>
internal static class Dialler
{
    /// <summary>One connection; it never throws but for cancellation.</summary>
    /// <param name="target">The endpoint.</param>
    /// <param name="name">The name by which the server is greeted.</param>
    /// <param name="identity">The client certificate; null for none.</param>
    /// <param name="timeout">How long all of it may take.</param>
    /// <param name="cancellation">Stops it at once.</param>
    /// <param name="onlyShakes">Whether it ends with the handshake: the server is asked nothing.</param>
    public static async Task<Handshake> DialAsync(ProbeTarget target, string name, ClientIdentity? identity, TimeSpan timeout,
        CancellationToken cancellation, bool onlyShakes = false)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(timeout);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await ConnectAsync(socket, target, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return new Handshake { Unreachable = e is SocketException
                ? ForeignWords.Of(e)
                : FormattableString.Invariant($"no connection within {timeout.TotalSeconds:0.#} s") };
        }
        var stream = new NetworkStream(socket);
        await using (stream.ConfigureAwait(false))
            return await ShakeAsync(stream, name, identity, timeout, onlyShakes, deadline.Token, cancellation).ConfigureAwait(false);
    }

    /// <summary>A handshake through a tunnel, and nothing more; it never throws but for cancellation.</summary>
    public static async Task<Handshake> ShakeAsync(Stream tunnel, string name, TimeSpan timeout, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(timeout);
        return await ShakeAsync(tunnel, name, null, timeout, onlyShakes: true, deadline.Token, cancellation).ConfigureAwait(false);
    }

    /// <summary>Whether an endpoint answers in plain HTTP. Go's TLS servers do, too, to say that they are none of it.</summary>
    public static async Task<bool> IsPlainHttpAsync(ProbeTarget target, TimeSpan timeout, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(timeout);
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await ConnectAsync(socket, target, deadline.Token).ConfigureAwait(false);
            await socket.SendAsync(Request(target.Host), deadline.Token).ConfigureAwait(false);
            var answer = new byte[512];
            var stream = new NetworkStream(socket);
            await using (stream.ConfigureAwait(false))
            {
                var length = await stream.ReadAtLeastAsync(answer, answer.Length,
                    throwOnEndOfStream: false, deadline.Token).ConfigureAwait(false);
                var text = Encoding.ASCII.GetString(answer, 0, length);
                return text.StartsWith("HTTP/", StringComparison.Ordinal) && !text.Contains("HTTPS server", StringComparison.Ordinal);
            }
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return false;
        }
    }

    private static async Task<Handshake> ShakeAsync(Stream stream, string name, ClientIdentity? identity, TimeSpan timeout,
        bool onlyShakes, CancellationToken deadline, CancellationToken cancellation)
    {
        var seen = new Handshake();
        var watch = Stopwatch.StartNew();
        var tls = new SslStream(stream, leaveInnerStreamOpen: true);
        await using (tls.ConfigureAwait(false))
        {
            try
            {
                await tls.AuthenticateAsClientAsync(Options(name, identity, change => seen = change(seen)), deadline).ConfigureAwait(false);
            }
            catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException)
            {
                cancellation.ThrowIfCancellationRequested();
                var waited = FormattableString.Invariant($"no handshake within {timeout.TotalSeconds:0.#} s");
                return e is OperationCanceledException ? seen with { Failure = waited, IsTimeout = true } : Failed(seen, e);
            }
            seen = seen with { Time = watch.Elapsed, Protocol = tls.SslProtocol, CipherSuite = tls.NegotiatedCipherSuite.ToString() };
            return onlyShakes ? seen : await AskAsync(tls, name, seen, deadline, cancellation).ConfigureAwait(false);
        }
    }

    private static Handshake Failed(Handshake seen, Exception exception)
    {
        var alert = TlsAlert.In(exception);
        var objection = TlsAlert.Objection(exception);
        return seen with
        {
            Alert = alert,
            IsCutOff = alert is null && (objection ?? "").StartsWith("it closed", StringComparison.Ordinal),
            Failure = alert?.Words ?? objection ?? ForeignWords.Of(exception),
        };
    }

    private static SslClientAuthenticationOptions Options(string name, ClientIdentity? identity, Action<Func<Handshake, Handshake>> see)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = name,
            // Old protocols are worth to be seen, too; what the machine's policy forbids stays forbidden.
            EnabledSslProtocols = SslProtocols.None,
            CertificateChainPolicy = ServerCheck.IdlePolicy(),
            RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
            {
                see(seen => seen with { Sent = ServerCheck.Sent(certificate, chain) });
                return true;
            },
        };
        if (identity is not null)
            options.ClientCertificateContext = identity.Context;
        else
        {
            options.LocalCertificateSelectionCallback = (_, _, _, remote, issuers) =>
            {
                // It is asked before the handshake, too, and then there is no server yet.
                if (remote is not null)
                    see(seen => seen with
                    {
                        AsksForCertificate = true,
                        Issuers = issuers,
                        Sent = seen.Sent.Count > 0 ? seen.Sent : [remote.GetRawCertData()],
                    });
                return null!;
            };
        }
        return options;
    }

    private static async Task<Handshake> AskAsync(
        SslStream tls, string name, Handshake seen, CancellationToken deadline, CancellationToken cancellation)
    {
        try
        {
            await tls.WriteAsync(Request(name), deadline).ConfigureAwait(false);
            var answer = new byte[12];
            var length = await tls.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, deadline).ConfigureAwait(false);
            var text = Encoding.ASCII.GetString(answer, 0, length);
            if (length == 0)
                return seen with { Ended = "it closed the connection" };
            var hasStatus = text.StartsWith("HTTP/1.", StringComparison.Ordinal) && int.TryParse(text.AsSpan(9), out _);
            return hasStatus ? seen with { Status = int.Parse(text.AsSpan(9), System.Globalization.CultureInfo.InvariantCulture) } : seen;
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            var failed = Failed(seen, e);
            return seen with { Ended = failed.Failure, Alert = failed.Alert };
        }
        catch (OperationCanceledException)
        {
            // It may not be HTTP: then nothing is known.
            cancellation.ThrowIfCancellationRequested();
            return seen;
        }
    }

    private static async Task ConnectAsync(Socket socket, ProbeTarget target, CancellationToken cancellation)
    {
        // Clusters and nodes name what they like.
        if (target.Port is < 1 or > IPEndPoint.MaxPort)
            throw new SocketException((int)SocketError.AddressNotAvailable);
        if (IPAddress.TryParse(target.Host, out var address))
            await socket.ConnectAsync(address, target.Port, cancellation).ConfigureAwait(false);
        else
            await socket.ConnectAsync(target.Host, target.Port, cancellation).ConfigureAwait(false);
    }

    private static byte[] Request(string host) =>
        Encoding.ASCII.GetBytes($"GET /healthz HTTP/1.1\r\nHost: {(host.All(char.IsAscii) ? host.ReplaceLineEndings("") : "localhost")}\r\n"
            + "User-Agent: kubepki\r\nConnection: close\r\n\r\n");
}
