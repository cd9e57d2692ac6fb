using System.Runtime.InteropServices;

namespace KubePki.Attacks.Files;

/// <summary>
/// Exchanges two names, again and again and as fast as it goes, as somebody does who waits for the moment between a look and a change.
/// </summary>
internal sealed class Flip : IDisposable
{
    private readonly object _gate = new();
    private readonly string _one;
    private readonly string _other;
    private readonly Thread _thread;
    private bool _isAway;
    private volatile bool _isOver;

    public Flip(string one, string other)
    {
        _one = one;
        _other = other;
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>How often the names were exchanged.</summary>
    public int Count { get; private set; }

    /// <summary>Does something while everything is in its place.</summary>
    public T InPeace<T>(Func<T> action)
    {
        lock (_gate)
        {
            if (_isAway)
                Once();
            return action();
        }
    }

    /// <summary>Exchanges two names in one step (renameat2 with RENAME_EXCHANGE).</summary>
    public static void Exchange(string one, string other) => Assert.Equal(0, Rename(-100, one, -100, other, 2));

    public void Dispose()
    {
        _isOver = true;
        _thread.Join();
        InPeace(() => 0);
    }

    private void Run()
    {
        while (!_isOver)
        {
            lock (_gate)
                Once();
            // Both states last about as long as one call of the system, or several.
            Thread.SpinWait(Count % 100 * 40);
        }
    }

    private void Once()
    {
        Exchange(_one, _other);
        _isAway = !_isAway;
        Count++;
    }

    [DllImport("libc", EntryPoint = "renameat2", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true,
        SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Rename(
        int fromDirectory, [MarshalAs(UnmanagedType.LPUTF8Str)] string from, int toDirectory,
            [MarshalAs(UnmanagedType.LPUTF8Str)] string to, uint flags);
}
