using System.Diagnostics;

namespace KubePki.Cli;

/// <summary>Says on the terminal what takes longer than a second, until there is something to show.</summary>
internal static class Progress
{
    private static readonly Lock Gate = new();
    private static Timer? _timer;
    private static bool _isShown;

    /// <summary>Begins to wait for something.</summary>
    /// <param name="doing">What is done meanwhile.</param>
    public static void Start(string doing)
    {
        Stop();
        if (Console.IsErrorRedirected)
            return;
        var since = Stopwatch.GetTimestamp();
        lock (Gate)
        {
            Timer? timer = null;
            timer = new Timer(_ =>
            {
                lock (Gate)
                {
                    if (_timer != timer)
                        return;
                    _isShown = Show($"\r{ProgramName.Text}: {doing}, {(int)Stopwatch.GetElapsedTime(since).TotalSeconds} s ");
                }
            });
            _timer = timer;
            timer.Change(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Ends it: something is about to be shown.</summary>
    public static void Stop()
    {
        lock (Gate)
        {
            _timer?.Dispose();
            _timer = null;
            if (_isShown)
                Show("\r\u001b[K");
            _isShown = false;
        }
    }

    private static bool Show(string text)
    {
        try
        {
            Console.Error.Write(text);
            return true;
        }
        catch (IOException)
        {
            // The terminal is gone.
            return false;
        }
    }
}
