using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using KubePki.Cluster.Client;
using KubePki.Model;

namespace KubePki.Cluster.Hosts;

/// <summary>
/// Asks nodes for their snapshots over SSH: the program goes to the node, writes the snapshot to its output, and is removed. What a node
/// answers is believed to be an archive of bounded size, and nothing else.
/// </summary>
public static partial class SnapshotCollector
{
    /// <summary>The most bytes that a snapshot is believed to have.</summary>
    public const int MaxArchive = 16 * 1024 * 1024;

    private const int MaxWords = 2000;
    private const string Own = "kubepki: ";
    private const string NoClient = "ssh cannot be run: install the OpenSSH client";

    /// <summary>Asks all hosts, several at once; each result comes when it is there.</summary>
    /// <param name="hosts">Hosts as <c>ssh</c> takes them: names, addresses, <c>user@host</c>, aliases of its configuration.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Stops all of them.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IAsyncEnumerable<HostSnapshot> CollectAsync(
        IEnumerable<string> hosts, SshOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        ArgumentNullException.ThrowIfNull(options);
        return EachAsync(hosts.Distinct(StringComparer.Ordinal), options.Throttle,
            (host, token) => AskAsync(host, options, token), cancellation);
    }

    /// <summary>Asks several nodes at once, however they are reached; each result comes when it is there.</summary>
    /// <typeparam name="T">How a node is reached.</typeparam>
    /// <param name="hosts">The nodes.</param>
    /// <param name="throttle">How many are asked at once.</param>
    /// <param name="ask">Asks one.</param>
    /// <param name="cancellation">Stops all of them.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IAsyncEnumerable<HostSnapshot> EachAsync<T>(IEnumerable<T> hosts, int throttle,
        Func<T, CancellationToken, Task<HostSnapshot>> ask, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        ArgumentNullException.ThrowIfNull(ask);
        var results = Channel.CreateUnbounded<HostSnapshot>();
        var limits = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, throttle), CancellationToken = cancellation };
        _ = Parallel.ForEachAsync(hosts, limits, async (host, token) =>
            results.Writer.TryWrite(await ask(host, token).ConfigureAwait(false)))
            .ContinueWith(done => results.Writer.Complete(done.Exception?.InnerException), CancellationToken.None,
                TaskContinuationOptions.None, TaskScheduler.Default);
        return results.Reader.ReadAllAsync(cancellation);
    }

    private static async Task<HostSnapshot> AskAsync(string host, SshOptions options, CancellationToken cancellation)
    {
        // What begins with a dash would be an option, and a command of the user's configuration may hand the name to a shell.
        if (!HostName().IsMatch(host))
            return new HostSnapshot(host, null, "this is not the name of a host");
        if (ProgramPath.Find("ssh") is not { } ssh)
            return new HostSnapshot(host, null, NoClient);
        using var deadline = new CancellationTokenSource(options.Timeout, options.Clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        using var process = new Process { StartInfo = StartInfo(ssh, host, options) };
        try
        {
            process.Start();
            var error = ReadAsync(process.StandardError.BaseStream, MaxWords, toEnd: true, stop.Token);
            var answer = ReadAsync(process.StandardOutput.BaseStream, MaxArchive + 1, toEnd: false, stop.Token);
            await Task.WhenAny(answer, SendAsync(process, options.Program, stop.Token)).ConfigureAwait(false);
            var archive = await answer.ConfigureAwait(false);
            // Whoever sends more sends it for ever.
            if (archive.Length > MaxArchive)
                return HostSnapshot.Of(host, archive);
            var words = Encoding.UTF8.GetString(await error.ConfigureAwait(false)).Trim();
            await process.WaitForExitAsync(stop.Token).ConfigureAwait(false);
            return process.ExitCode != 0 ? new HostSnapshot(host, null, Complaint(words, process.ExitCode))
                : HostSnapshot.Of(host, archive);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return HostSnapshot.Late(host, options.Timeout);
        }
        catch (Win32Exception)
        {
            return new HostSnapshot(host, null, NoClient);
        }
        finally
        {
            Kill(process);
        }
    }

    private static ProcessStartInfo StartInfo(string ssh, string host, SshOptions options)
    {
        var command = HostScript.Of(options.Clock.GetUtcNow(), options.Program);
        string[] configuration = options.Configuration is { } file ? ["-F", file] : [];
        // Nobody is there to type: a host that is not known, or asks for a password, fails.
        string[] arguments = [.. configuration, "-T", "-a", "-x", "-o", "ClearAllForwardings=yes", "-o", "BatchMode=yes",
            "-o", "ConnectTimeout=15", "--", host,
            $"sh -c '{command}' kubepki {ShellWord.Of(options.Root)}"];
        return new ProcessStartInfo(ssh, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    private static async Task SendAsync(Process process, string program, CancellationToken cancellation)
    {
        try
        {
            await using var file = new FileStream(program, FileMode.Open, FileAccess.Read, FileShare.Read);
            await file.CopyToAsync(process.StandardInput.BaseStream, cancellation).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The other end has gone; what it said tells why.
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, int limit, bool toEnd, CancellationToken cancellation)
    {
        using var result = new MemoryStream();
        var buffer = new byte[81920];
        while ((toEnd || result.Length < limit) && await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false) is > 0 and var read)
            result.Write(buffer, 0, (int)Math.Min(read, limit - result.Length));
        return result.ToArray();
    }

    /// <summary>What went wrong, of all that was said: the program's own line says why, else the last one; before it are banners.</summary>
    /// <param name="words">What was said.</param>
    /// <param name="code">The exit code, for who said nothing.</param>
    public static string Complaint(string words, int code)
    {
        var lines = (words.Length > MaxWords ? words[..MaxWords] : words).Split('\n');
        var own = lines.LastOrDefault(line => line.StartsWith(Own, StringComparison.Ordinal))?[Own.Length..];
        return words.Length > 0 ? Printable.Text((own ?? lines[^1]).Trim())
            : string.Create(CultureInfo.InvariantCulture, $"ssh ended with exit code {code}");
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or NotSupportedException)
        {
            // It has ended by itself, or was never started.
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_\[][A-Za-z0-9._:@%\[\]/-]{0,254}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex HostName();
}
