using System.CommandLine;
using KubePki.Changes.Transactions;
using KubePki.Model;

namespace KubePki.Cli;

/// <summary>The options of commands that read nodes and write one file for other programs.</summary>
internal sealed class FileOutputOptions(string description)
{
    private readonly SharedOptions _shared = new();

    private readonly Option<bool> _force = new("--force")
    {
        Description = "Replace the file even if kubepki did not write it.",
    };

    public Option<string?> OutFile { get; } = new("--out-file")
    {
        Description = description,
        HelpName = "FILE",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_shared.Roots);
        command.Options.Add(_shared.AsOf);
        command.Options.Add(OutFile);
        command.Options.Add(_force);
    }

    public DateTimeOffset Moment(ParseResult parsed) => _shared.Moment(parsed);

    public IReadOnlyList<NodePki> Read(ParseResult parsed, CancellationToken cancellation) =>
        _shared.ReadRoots(parsed, cancellation);

    /// <summary>Writes the file, or to the standard output where none is named.</summary>
    public void Write(ParseResult parsed, byte[] content, string mark)
    {
        if (parsed.GetValue(OutFile) is { } path)
        {
            ReplacedFile.Write(path, content, mark, parsed.GetValue(_force));
            return;
        }
        Progress.Stop();
        using var stream = StandardOutput.Open(parsed.InvocationConfiguration.Output);
        stream.Write(content);
    }
}
