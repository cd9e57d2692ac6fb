using System.Buffers;
using System.Globalization;
using System.Text.Json;
using KubePki.Model;
using KubePki.Pki.Verification;
using KubePki.Pki.X509.Go;

namespace KubePki.Node.Verdicts;

/// <summary>Judges many cases: JSON lines in, JSON lines out, one by one. A line that is no case is told, and the rest goes on.</summary>
public sealed class ChainBatch : IDisposable
{
    private const int MaxLine = 128 * 1024 * 1024;

    private readonly GoVersion _go;
    private readonly Moment _now;
    private readonly ArrayBufferWriter<byte> _answer = new();
    private readonly Utf8JsonWriter _json;

    private byte[] _buffer = new byte[256 * 1024];
    private int _start;
    private int _end;

    /// <summary>Prepares a batch.</summary>
    /// <param name="go">The Go release that judges.</param>
    /// <param name="now">The time of cases that name none.</param>
    public ChainBatch(GoVersion go, DateTimeOffset now)
    {
        _go = go;
        _now = Moment.From(now);
        _json = new Utf8JsonWriter(_answer, new JsonWriterOptions { Encoder = JsonForm.Indented.Encoder, SkipValidation = true });
    }

    /// <summary>Judges case after case until the input ends.</summary>
    /// <param name="input">Cases, one a line.</param>
    /// <param name="output">Where verdicts go, one a line, in the order of the cases.</param>
    /// <param name="broken">Told of each line that is no case: its number, counted from 1, and why.</param>
    /// <param name="cancellation">Ends the run between two cases.</param>
    /// <returns>How many verdicts were written.</returns>
    /// <exception cref="IOException">Reading or writing failed.</exception>
    public long Run(Stream input, Stream output, Action<long, string> broken, CancellationToken cancellation = default)
    {
        var written = 0L;
        for (var number = 1L; TryLine(input, output, out var line); number++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (line.TrimEnd("\r \t"u8).IsEmpty)
                continue;
            if (line.Length > MaxLine)
            {
                broken(number, string.Create(CultureInfo.InvariantCulture, $"the line is longer than {MaxLine} bytes"));
                continue;
            }
            ChainCase given;
            try
            {
                given = ChainCase.Read(line);
            }
            catch (FormatException e)
            {
                broken(number, e.Message);
                continue;
            }
            Write(ChainVerdict.Of(given, _go, _now), output);
            written++;
        }
        output.Flush();
        return written;
    }

    /// <summary>Releases the writer; the streams stay open.</summary>
    public void Dispose() => _json.Dispose();

    private void Write(ChainVerdict verdict, Stream output)
    {
        _answer.ResetWrittenCount();
        _json.Reset();
        verdict.Write(_json);
        _json.Flush();
        output.Write(_answer.WrittenSpan);
        output.WriteByte((byte)'\n');
    }

    // The line lies in the buffer until the next one is asked for. One that is too long is passed over, but its length is told.
    private bool TryLine(Stream input, Stream output, out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        while (true)
        {
            var unread = _buffer.AsSpan(_start, _end - _start);
            var end = unread[searched..].IndexOf((byte)'\n');
            if (end >= 0)
            {
                line = unread[..(searched + end)];
                _start += line.Length + 1;
                return true;
            }
            searched = Math.Min(unread.Length, MaxLine + 1);
            // Nothing whole is waiting: whoever reads along may have what there is.
            output.Flush();
            if (Fill(input))
                continue;
            line = unread;
            _start = _end;
            return !line.IsEmpty;
        }
    }

    private bool Fill(Stream input)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end > MaxLine + 1)
            _end = MaxLine + 1;
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, MaxLine + (64 * 1024)));
        var count = input.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        return count > 0;
    }
}
