using System.CommandLine;
using KubePki.Changes.Transactions;
using KubePki.Cluster.Hosts;
using KubePki.Model;
using KubePki.Node.Snapshots;

namespace KubePki.Cli;

/// <summary><c>kubepki collect</c>: snapshots of nodes, without their secrets, to be read elsewhere.</summary>
internal sealed class CollectCommand
{
    private const string Stdout = "-";

    private readonly SharedOptions _shared = new();

    private readonly Argument<string?> _file = new("FILE")
    {
        Description = "Archive to write, a directory for NODE.tar.gz, or - for standard output (default: the current directory). "
            + "With --host: a directory.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string[]> _host = new("--host-name", "--host")
    {
        Description = "Hosts to collect from over SSH, as ssh takes them: a,b,c or user@host. They need no kubepki, but sudo unless "
            + "you are root there.",
        HelpName = "HOST",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _program = new("--program")
    {
        Description = "Native kubepki for the hosts' processor (default: this program).",
        HelpName = "FILE",
    };

    private readonly Option<string?> _ssh = new("--ssh-configuration", "--ssh-config")
    {
        Description = "Configuration file for ssh (default: your own).",
        HelpName = "FILE",
    };

    private readonly Option<int> _throttle = new("--throttle-limit", "--throttle")
    {
        Description = "How many hosts are asked at once.",
        HelpName = "N",
        DefaultValueFactory = _ => 8,
    };

    private readonly Option<int> _timeout = new("--timeout-sec", "--timeout")
    {
        Description = "Seconds that each host has.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 120,
    };

    private readonly Option<bool> _force = new("--force") { Description = "Replace snapshots that exist; nothing else is replaced." };

    private readonly Option<DateTimeOffset?> _askedAt = new("--asked-at") { Hidden = true, CustomParser = SharedOptions.ParseTime };

    public static Command Create()
    {
        var collect = new CollectCommand();
        var command = new Command("collect",
            "Saves what the diagnosis reads of a node as one archive, without keys, tokens and passwords. Use the archive as --root.")
        {
            collect._file, collect._shared.Root, collect._host, collect._program, collect._ssh, collect._throttle, collect._timeout,
            collect._force, collect._askedAt,
        };
        // Who names hosts does not mean this machine.
        collect._host.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => SharedOptions.Names([token.Value]).Length == 0))
                result.AddError("--host needs the name of a host.");
        });
        SharedOptions.Range(collect._throttle, 1, 256);
        SharedOptions.Range(collect._timeout, 1, 86400);
        command.SetAction((parsed, cancellation) => Task.FromResult(collect.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        if (SharedOptions.Names(parsed.GetValue(_host)) is { Length: > 0 } hosts)
            return FromHosts(parsed, hosts, cancellation);
        using var archive = new MemoryStream();
        var options = new Node.Reading.ReadOptions { Root = parsed.GetValue(_shared.Root)!, AsOf = DateTimeOffset.UtcNow };
        var node = NodeSnapshot.Write(options, $"kubepki {ToolVersion.Text}", options.AsOf, archive, parsed.GetValue(_askedAt),
            cancellation);
        var problems = new ProblemReport(failOn: null);
        problems.ReportGaps(NodeSnapshot.Lost(node), parsed.InvocationConfiguration.Error);
        if (node.IsEmpty)
            return ExitCodes.Failed;
        var target = parsed.GetValue(_file) ?? ".";
        if (target == Stdout)
        {
            using var output = StandardOutput.Open(parsed.InvocationConfiguration.Output);
            archive.WriteTo(output);
            return problems.After(ExitCodes.Ok);
        }
        if (Directory.Exists(target) || Path.EndsInDirectorySeparator(target))
            target = Path.Combine(target, NodeSnapshot.FileNameOf(node.NodeName));
        Save(parsed, target, archive.ToArray());
        return problems.After(ExitCodes.Ok);
    }

    private int FromHosts(ParseResult parsed, string[] hosts, CancellationToken cancellation)
    {
        var error = parsed.InvocationConfiguration.Error;
        var program = parsed.GetValue(_program) ?? Environment.ProcessPath;
        if (program is null || !NativeProgram.IsOne(program))
        {
            error.WriteLine(Printable.Text(parsed.GetValue(_program) is { } named
                ? $"{ProgramName.Text}: {named} is not the native program kubepki for the hosts' processor."
                : $"{ProgramName.Text}: this is not the native program: specify the one for the hosts with --program."));
            return ExitCodes.Usage;
        }
        var options = new SshOptions
        {
            Program = program,
            Root = parsed.GetValue(_shared.Root)!,
            Configuration = parsed.GetValue(_ssh),
            Throttle = parsed.GetValue(_throttle),
            Timeout = TimeSpan.FromSeconds(parsed.GetValue(_timeout)),
            Clock = TimeProvider.System,
        };
        var failed = 0;
        foreach (var result in SnapshotCollector.CollectAsync(hosts, options, cancellation).ToBlockingEnumerable(cancellation))
        {
            try
            {
                if (result.Archive is { } archive)
                    Save(parsed, Path.Combine(parsed.GetValue(_file) ?? ".", result.FileName), archive);
                else
                    Fail(result.Host, result.Problem!);
            }
            catch (PkiProblemException e)
            {
                Fail(result.Host, e.Problem.ToString());
            }
        }
        return failed == 0 ? ExitCodes.Ok : ExitCodes.Failed;

        void Fail(string host, string reason)
        {
            failed++;
            error.WriteLine(Printable.Text($"{ProgramName.Text}: {host}: {reason}"));
        }
    }

    private void Save(ParseResult parsed, string path, byte[] archive)
    {
        NewFile.Write(path, archive, parsed.GetValue(_force) ? NodeSnapshot.IsOne : null);
        parsed.InvocationConfiguration.Output.WriteLine(Printable.Text($"Saved {Path.GetFullPath(path)}."));
    }
}
