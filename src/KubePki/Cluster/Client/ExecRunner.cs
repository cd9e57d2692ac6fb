using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using KubePki.Model;

namespace KubePki.Cluster.Client;

/// <summary>Runs exec plugins.</summary>
internal static class ExecRunner
{
    private const int AnswerLimit = 4 * 1024 * 1024;

    private const int ErrorLimit = 1024;

    /// <summary>Asks a plugin for a credential. It has no terminal, and does not outlive the asking.</summary>
    /// <exception cref="ClusterException">It cannot be run, fails, takes too long, or gives none.</exception>
    public static async Task<ExecCredential> RunAsync(
        ExecPlugin plugin, ClusterAccess access, TimeSpan timeout, TimeProvider clock, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(timeout, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        using var process = new Process { StartInfo = StartInfo(plugin, access) };
        Start(process, plugin);
        try
        {
            process.StandardInput.Close();
            var error = ReadAsync(process.StandardError.BaseStream, ErrorLimit, stop.Token);
            var answer = await ReadAsync(process.StandardOutput.BaseStream, AnswerLimit, stop.Token).ConfigureAwait(false);
            var complaint = Encoding.UTF8.GetString(await error.ConfigureAwait(false)).Trim();
            await process.WaitForExitAsync(stop.Token).ConfigureAwait(false);
            if (process.ExitCode != 0)
                throw Failed(plugin,
                    FormattableString.Invariant($"exec: executable {plugin.Command} failed with exit code {process.ExitCode}")
                        + (complaint.Length > 0 ? $": {complaint}" : ""));
            var credential = ExecCredential.Read(plugin, answer);
            CryptographicOperations.ZeroMemory(answer);
            return credential;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Failed(plugin, FormattableString.Invariant($"{plugin.Command}: no credential within {timeout.TotalSeconds:0} s"));
        }
        finally
        {
            Kill(process);
        }
    }

    private static ProcessStartInfo StartInfo(ExecPlugin plugin, ClusterAccess access)
    {
        var info = new ProcessStartInfo(ProgramPath.Find(plugin.Command) ?? throw NotFound(plugin), plugin.Arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in plugin.Variables)
            info.Environment[name] = value;
        info.Environment["KUBERNETES_EXEC_INFO"] = ExecCredential.Question(plugin, access);
        return info;
    }

    private static void Start(Process process, ExecPlugin plugin)
    {
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw Failed(plugin, $"{plugin.Command} cannot be run: {ForeignWords.Of(e)}");
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, int limit, CancellationToken cancellation)
    {
        var octets = new byte[limit];
        var length = await stream.ReadAtLeastAsync(octets, limit, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        // What is too much is read, so that the program does not wait, and passed over.
        if (length == limit)
            await stream.CopyToAsync(Stream.Null, cancellation).ConfigureAwait(false);
        var answer = octets[..length];
        CryptographicOperations.ZeroMemory(octets);
        return answer;
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
            // It has ended by itself.
        }
    }

    private static ClusterException NotFound(ExecPlugin plugin) => Failed(plugin, $"exec: executable {plugin.Command} not found");

    private static ClusterException Failed(ExecPlugin plugin, string reason) =>
        new(ClusterProblemId.NoCredential, "getting credentials: " + reason) { RecommendedAction = plugin.InstallHint };
}
