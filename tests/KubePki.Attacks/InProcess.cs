using System.Text;
using KubePki.Cli;

namespace KubePki.Attacks;

/// <summary>The program, run inside of the tests: as its own Main runs it, with streams of memory.</summary>
internal static class InProcess
{
    public static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using var signals = new StopSignals();
        using var bytes = new KeptStream();
        using var output = new StreamWriter(bytes, new UTF8Encoding(false)) { AutoFlush = true };
        using var error = new StringWriter();
        var code = CommandRun.RunAsync(arguments, output, error, signals).GetAwaiter().GetResult();
        return (code, Encoding.UTF8.GetString(bytes.ToArray()), error.ToString());
    }

    // Writers of bytes close what they have written to.
    private sealed class KeptStream : MemoryStream
    {
        public override void Close()
        {
        }
    }
}
