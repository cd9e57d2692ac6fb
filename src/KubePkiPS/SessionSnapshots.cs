using System.Management.Automation;
using System.Management.Automation.Runspaces;
using KubePki.Cluster.Hosts;
using KubePki.Model;

namespace KubePkiPS;

/// <summary>
/// Asks nodes for their snapshots through sessions of PowerShell: by the native program, which is sent, run and removed, or by the module
/// that is installed there.
/// </summary>
/// <param name="root">The directory that stands for <c>/</c> on each node.</param>
/// <param name="program">The native program; null for the module that is there.</param>
/// <param name="timeout">How long one node has.</param>
internal sealed class SessionSnapshots(string root, string? program, TimeSpan timeout)
{
    private const int Block = 256 * 1024;

    // Blocks of bytes to and fro: one object of many megabytes is refused by some.
    private const string Answer = """
        for ($at = 0; $at -lt $octets.Length; $at += 262144) {
            $block = [byte[]]::new([Math]::Min(262144, $octets.Length - $at))
            [Array]::Copy($octets, $at, $block, 0, $block.Length)
            , $block
        }
        """;

    private const string ByModule = """
        param([string] $Root, [string] $AskedAt)
        $ErrorActionPreference = 'Stop'
        Import-Module KubePkiPS -ErrorAction Ignore
        if (-not ($command = Get-Command Save-KubePkiSnapshot -ErrorAction Ignore)) {
            throw 'KubePkiPS is not installed there: specify the native program kubepki with -Program'
        }
        $clock = if ($command.Parameters.ContainsKey('AskedAt')) { @{ AskedAt = $AskedAt } } else { @{} }
        $directory = [IO.Directory]::CreateTempSubdirectory('kubepki.').FullName
        try {
            $file = [IO.Path]::Combine($directory, 'snapshot.tar.gz')
            $quiet = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'problems'; Confirm = $false }
            $null = Save-KubePkiSnapshot -Path $file -Root ([WildcardPattern]::Escape($Root)) @quiet @clock
            if (-not [IO.File]::Exists($file)) { throw "$($problems | Select-Object -First 1)" }
            $octets = [IO.File]::ReadAllBytes($file)
        } finally {
            [IO.Directory]::Delete($directory, $true)
        }
        """;

    // Its own trap removes what the script has made, also when it is told to end.
    private const string ByProgram = """
        param([string] $Root, [string] $Script)
        $ErrorActionPreference = 'Stop'
        $start = [Diagnostics.ProcessStartInfo]::new('/bin/sh')
        foreach ($word in '-c', $Script, 'kubepki', $Root) { $start.ArgumentList.Add($word) }
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        $process = [Diagnostics.Process]::Start($start)
        $snapshot = [IO.MemoryStream]::new()
        try {
            $answer = $process.StandardOutput.BaseStream.CopyToAsync($snapshot)
            $words = $process.StandardError.ReadToEndAsync()
            try {
                foreach ($block in $input) { $process.StandardInput.BaseStream.Write($block, 0, $block.Length) }
                $process.StandardInput.Close()
            } catch {
                # It has ended; what it said tells why.
            }
            while (-not $answer.Wait(100)) { }
            $process.WaitForExit()
            if ($process.ExitCode -ne 0) { throw "$($words.Result)" }
        } finally {
            if (-not $process.HasExited) { & kill $process.Id }
            $process.Dispose()
        }
        $octets = $snapshot.ToArray()
        """;

    /// <summary>What sessions are called: by their computers, and by their own names where several lead to one.</summary>
    /// <param name="sessions">The sessions.</param>
    public static IReadOnlyList<(PSSession Session, string Host)> Named(IReadOnlyList<PSSession> sessions)
    {
        var shared = sessions.GroupBy(session => session.ComputerName).Where(group => group.Skip(1).Any())
            .Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        return [.. sessions.Select(session => (session, shared.Contains(session.ComputerName)
            ? $"{session.ComputerName}-{session.Name}" : session.ComputerName))];
    }

    /// <summary>Asks one node; whatever goes wrong is its problem.</summary>
    /// <param name="session">The session.</param>
    /// <param name="host">What the node is called.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<HostSnapshot> AskAsync(PSSession session, string host, CancellationToken cancellation)
    {
        if (session.Runspace.RunspaceStateInfo.State is not RunspaceState.Opened and var state)
            return new HostSnapshot(host, null, $"the session is {state.ToString().ToLowerInvariant()}");
        using var deadline = new CancellationTokenSource(timeout);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        var shell = PowerShell.Create();
        Task<byte[]>? answer = null;
        try
        {
            answer = RunAsync(shell, session.Runspace, stop);
            return HostSnapshot.Of(host, await answer.WaitAsync(stop.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return HostSnapshot.Late(host, timeout);
        }
        catch (Exception e) when (e is RuntimeException or InvalidOperationException or InvalidRunspaceStateException)
        {
            return new HostSnapshot(host, null, SnapshotCollector.Complaint(e.Message.Trim(), 1));
        }
        finally
        {
            // A connection that hangs must not hang us: it is told to stop, and let go when it has.
            if (answer?.IsCompleted == false)
                shell.BeginStop(null, null);
            _ = (answer ?? Task.FromResult<byte[]>([])).ContinueWith(done => { _ = done.Exception; shell.Dispose(); },
                CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task<byte[]> RunAsync(PowerShell shell, Runspace runspace, CancellationTokenSource stop)
    {
        var now = TimeProvider.System.GetUtcNow();
        shell.Runspace = runspace;
        shell.AddScript($"{(program is null ? ByModule : ByProgram)}\n{Answer}").AddArgument(root)
            .AddArgument(program is null ? Times.Rfc3339(now) : HostScript.Of(now, program));
        using var input = new PSDataCollection<byte[]>();
        using var output = new PSDataCollection<PSObject>();
        using var archive = new MemoryStream();
        output.DataAdded += (_, _) =>
        {
            foreach (var part in output.ReadAll().Select(item => item?.BaseObject).OfType<byte[]>())
                archive.Write(part, 0, (int)Math.Min(part.Length, SnapshotCollector.MaxArchive + 1 - archive.Length));
            // Whoever sends more sends it for ever.
            if (archive.Length > SnapshotCollector.MaxArchive)
                shell.BeginStop(null, null);
        };
        // Nobody reads what else it writes, and it may write for ever.
        Drop(shell.Streams.Error);
        Drop(shell.Streams.Warning);
        Drop(shell.Streams.Verbose);
        Drop(shell.Streams.Debug);
        Drop(shell.Streams.Information);
        Drop(shell.Streams.Progress);
        var running = Task.Factory.FromAsync(shell.BeginInvoke(input, output), shell.EndInvoke);
        await SendAsync(input, stop.Token).ConfigureAwait(false);
        try
        {
            await running.ConfigureAwait(false);
        }
        catch (PipelineStoppedException) when (archive.Length > SnapshotCollector.MaxArchive)
        {
            // Its length tells why.
        }
        return archive.ToArray();
    }

    private static void Drop<T>(PSDataCollection<T> stream) => stream.DataAdded += (_, _) => stream.Clear();

    private async Task SendAsync(PSDataCollection<byte[]> input, CancellationToken cancellation)
    {
        if (program is not null)
        {
            await using var file = new FileStream(program, FileMode.Open, FileAccess.Read, FileShare.Read);
            var block = new byte[Block];
            while (await file.ReadAsync(block, cancellation).ConfigureAwait(false) is > 0 and var length)
                input.Add(block[..length]);
        }
        input.Complete();
    }
}
