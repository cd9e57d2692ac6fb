using System.Text;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading.Files;

namespace KubePki.Logs;

/// <summary>
/// Reads logs for what they say about PKI. What cannot be read is a problem, never an exception; logs of any size take the same memory.
/// An instance serves one question.
/// </summary>
public sealed class LogReader
{
    private readonly LogOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly LogCounter _counter;
    private readonly List<PkiProblem> _problems = [];
    private LogScanner? _lines;

    /// <summary>Creates a reader for one question.</summary>
    /// <param name="options">How to read.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public LogReader(LogOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _cancellation = cancellation;
        _counter = new LogCounter(options.AsOf);
    }

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<PkiProblem> Problems => _problems;

    /// <summary>Reads a file: text in any of the known forms, plain or gzip.</summary>
    /// <param name="path">A path of this machine.</param>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public void ReadFile(string path)
    {
        _options.Trace?.Invoke(path);
        Guard(path, () =>
        {
            using var stream = LogFile.Open(path);
            new LogScanner(_counter, TellCut, _cancellation).Scan(stream, path);
        });
    }

    /// <summary>Reads a stream to its end, as if it were a file.</summary>
    /// <param name="stream">The stream; it stays open.</param>
    /// <param name="name">What to call it.</param>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public void Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Guard(name, () => new LogScanner(_counter, TellCut, _cancellation).Scan(LogFile.Unwrap(stream, name), name));
    }

    /// <summary>Takes one line, or several in one text.</summary>
    /// <param name="line">The line, without the end of the line.</param>
    public void AddLine(string line)
    {
        if (_lines is null)
        {
            _lines = new LogScanner(_counter, TellCut, _cancellation);
            _lines.Begin("-");
        }
        _cancellation.ThrowIfCancellationRequested();
        _lines.Append(Encoding.UTF8.GetBytes(line + "\n"));
    }

    /// <summary>What the lines say, the severe first; tied to a node's files where there is one.</summary>
    /// <param name="node">The snapshot of the node that the lines are of; null without one.</param>
    /// <param name="diagnose">Says what is wrong with that node; null for the checks alone.</param>
    public IReadOnlyList<KubePkiLogFinding> Finish(NodePki? node, Func<NodePki, IReadOnlyList<KubePkiFinding>>? diagnose = null)
    {
        _lines?.End();
        _lines = null;
        // Where there is no node, nothing can be said of its files.
        diagnose ??= each => Diagnosis.Run(each, _cancellation);
        var linker = node is null or { IsEmpty: true } ? null : new LogFileLinker(node, diagnose(node));
        return _counter.Sightings.Select(match => LogFindings.Make(match, linker, _options.AsOf)).Order(LogFindings.Order).ToArray();
    }

    private void TellCut(string source, long line) => _problems.Add(LogFile.Problem(source, PkiProblemId.MalformedLog,
        $"the line is longer than {LogScanner.MostOfLine} MiB; the rest of it was skipped") with
        {
            Line = (int)Math.Min(line, int.MaxValue),
            RecommendedAction = null,
        });

    private void Guard(string name, Action read)
    {
        try
        {
            read();
        }
        catch (PkiProblemException e)
        {
            _problems.Add(e.Problem);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            _problems.Add(LogFile.Failure(name, e).Problem);
        }
    }
}
