using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using KubePki.Changes.Repair;
using KubePki.Cluster.Trust;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Kubeconfigs;

namespace KubePki.Cli;

/// <summary>The options that several commands have.</summary>
internal sealed class SharedOptions
{
    public Option<string> Root { get; } = new("--root")
    {
        Description = "Root directory of the node: / or a copied tree, a mounted image, a backup, an archive.",
        DefaultValueFactory = _ => "/",
        HelpName = "DIR",
    };

    /// <summary>The roots, where a command takes several nodes at once.</summary>
    public Option<string[]> Roots { get; } = new("--root")
    {
        Description = "Root directory of the node: / or a copied tree, a mounted image, a backup, an archive. "
            + "Several can be given, one for each node.",
        DefaultValueFactory = _ => ["/"],
        HelpName = "DIR",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Whether directories are read with all below them.</summary>
    public Option<bool> Recurse { get; } = new("--recurse", "-r") { Description = "Read directories recursively." };

    public Option<string[]> Path { get; } = new("--path", "-p")
    {
        Description = "Files or directories to read instead of the whole node.",
        HelpName = "PATH",
        AllowMultipleArgumentsPerToken = true,
    };

    public Option<DateTimeOffset?> AsOf { get; } = new("--as-of")
    {
        Description = "Time to evaluate for: RFC 3339, a date, +30d, -7d or tomorrow; UTC unless an offset is given (default: now).",
        HelpName = "TIME",
        CustomParser = ParseTime,
    };

    public Option<ExpiryThreshold?> ExpiresWithin { get; } = new("--expires-within")
    {
        Description = "Only what expires within this time or has expired: 30d, 12h, or 20% of the lifetime.",
        HelpName = "TIME",
        CustomParser = ParseThreshold,
    };

    /// <summary>The passphrase of encrypted keys.</summary>
    public PassphraseOption Passphrase { get; } = new();

    /// <param name="command">The command.</param>
    /// <param name="takesMany">Whether it takes several nodes, and directories with all below them.</param>
    public void AddTo(Command command, bool takesMany = false)
    {
        command.Options.Add(Path);
        command.Options.Add(takesMany ? Roots : Root);
        if (takesMany)
            command.Options.Add(Recurse);
        command.Options.Add(AsOf);
        Passphrase.AddTo(command);
    }

    /// <summary>The moment to look at, in whole seconds.</summary>
    public DateTimeOffset Moment(ParseResult parsed) => parsed.GetValue(AsOf) ?? Times.WholeSeconds(DateTimeOffset.UtcNow);

    /// <summary>How to read, as the command line says.</summary>
    public ReadOptions ReadOptions(ParseResult parsed) => new()
    {
        Root = RootsOf(parsed)[0],
        Recurse = parsed.GetValue(Recurse),
        AsOf = Moment(parsed),
        Passphrase = Passphrase.Of(parsed),
        Kubeconfigs = KubeconfigPaths.OfUser(),
    };

    /// <summary>The command that repairs what is found, with the options of this one.</summary>
    public RepairCommandLine Repairing(ParseResult parsed) => new()
    {
        AsOf = parsed.GetValue(AsOf),
        KeyPassphraseFile = Passphrase.FileOf(parsed),
    };

    /// <summary>Reads what the command line names, else the whole node; problems are reported as they come.</summary>
    public IEnumerable<NodePki> Read(ParseResult parsed, ReadOptions options, ProblemReport problems, CancellationToken cancellation)
    {
        foreach (var snapshot in RootsOf(parsed)
            .SelectMany(root => Snapshots(parsed, new NodeReader(options with { Root = root }, cancellation))))
        {
            problems.Report(snapshot.Problems, parsed.InvocationConfiguration.Error);
            // One bad file among those that are named is told, not more; and certificates are read without the right to read keys.
            if (parsed.GetValue(Path) is not { Length: > 0 } && snapshot.IsPartial)
                problems.Miss(snapshot.Gaps);
            ProblemReport.ReportScan(snapshot, parsed.InvocationConfiguration.Error);
            yield return snapshot;
        }
    }

    private IEnumerable<NodePki> Snapshots(ParseResult parsed, NodeReader reader) => parsed.GetValue(Path) is { Length: > 0 } paths
        ? paths.SelectMany(KubeconfigPaths.Split).SelectMany(reader.ReadPath) : [reader.ReadNode()];

    /// <summary>The roots that are named. Who names nodes means nodes: the same one twice is one.</summary>
    public string[] RootsOf(ParseResult parsed) => parsed.GetResult(Roots) is null ? [parsed.GetValue(Root)!]
        : [.. parsed.GetValue(Roots)!.Where(new RootSet().Add)];

    /// <summary>Reads whole nodes: those that the paths lie in, each with its path, else the one below the root.</summary>
    public IEnumerable<(NodePki Node, string? Path)> ReadNodes(ParseResult parsed, ProblemReport problems, CancellationToken cancellation,
        bool tellsOfKeys = true, bool withNeighbours = false)
    {
        var options = ReadOptions(parsed) with { ExpiresWithin = parsed.GetValue(ExpiresWithin) };
        foreach (var (node, path) in RootsOf(parsed).SelectMany(root =>
            NodesAt(parsed, () => new NodeReader(options with { Root = root }, cancellation), withNeighbours)))
        {
            // What is broken is a finding; what the root did not give, or a passphrase did not open, is told here.
            problems.ReportGaps(node, parsed.InvocationConfiguration.Error);
            if (tellsOfKeys)
                problems.Report([.. node.Problems.Except(node.Gaps).Where(problem => PkiProblemId.IsAboutPassphrase(problem.Id))],
                    parsed.InvocationConfiguration.Error);
            if (!node.IsEmpty)
                yield return (node, path);
            else if (!parsed.GetValue(Recurse))
                ProblemReport.ReportScan(node, parsed.InvocationConfiguration.Error);
        }
    }

    /// <summary>
    /// Reads whole nodes below several roots, each once. That there is none is told, and the rest is still read; a node of which nothing
    /// was found is empty.
    /// </summary>
    public IReadOnlyList<NodePki> ReadRoots(ParseResult parsed, CancellationToken cancellation) => [.. EachRoot(parsed, cancellation)];

    /// <summary>The same, one after the other: of thousands not all are in memory at once.</summary>
    public IEnumerable<NodePki> EachRoot(ParseResult parsed, CancellationToken cancellation)
    {
        var problems = new ProblemReport(failOn: null);
        var options = new ReadOptions { AsOf = Moment(parsed), Kubeconfigs = KubeconfigPaths.OfUser() };
        foreach (var root in RootsOf(parsed).Select(System.IO.Path.GetFullPath))
        {
            var node = new NodeReader(options with { Root = root }, cancellation).ReadNode();
            problems.ReportGaps(node, parsed.InvocationConfiguration.Error);
            yield return node;
        }
    }

    // Two files of one directory are read with it both times: a reader lists nothing twice.
    private IEnumerable<(NodePki Node, string? Path)> NodesAt(ParseResult parsed, Func<NodeReader> create, bool withNeighbours)
    {
        var reader = create();
        if (parsed.GetValue(Path) is not { Length: > 0 } paths)
            return [(reader.ReadNode(), null)];
        return paths.SelectMany(KubeconfigPaths.Split)
            .SelectMany(path => (withNeighbours ? create() : reader).ReadNodeAround(path, withNeighbours)
                .Select(node => (node, (string?)System.IO.Path.GetFullPath(path))));
    }

    /// <summary>Lets a number be from one to another only.</summary>
    public static void Range(Option option, int least, int most = int.MaxValue) => option.Validators.Add(result =>
    {
        if (result.Tokens is [var token] && (!int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number < least || number > most))
            result.AddError(string.Create(CultureInfo.InvariantCulture,
                $"{option.Name} must be {least} {(most == int.MaxValue ? "or more" : $"to {most}")}."));
    });

    /// <summary>Lets an option name only what there is; wildcards are supported.</summary>
    public static void Known(Option<string[]> option, string kind, IEnumerable<string> known) => option.Validators.Add(result =>
    {
        var values = result.Tokens.Select(token => token.Value).Where(value => !Complaints.IsOption(value));
        if (KnownNames.Unknown(Names([.. values]), known) is { } name)
            result.AddError(Unknown(KnownNames.Sentence(kind, name, known), kind, known));
    });

    /// <summary>The same for checks of nodes, or of clusters: one of the others is told as such.</summary>
    public static void KnownCheck(Option<string[]> option, bool isOfCluster) => option.Validators.Add(result =>
    {
        var nodes = CheckCatalogue.All.Select(check => check.Name);
        var clusters = TrustCatalogue.All.Select(check => check.Name);
        var (known, others, owner) = isOfCluster ? (clusters, nodes, "kubepki test") : (nodes, clusters, "kubepki cluster");
        var values = result.Tokens.Select(token => token.Value).Where(value => !Complaints.IsOption(value));
        if (KnownNames.Unknown(Names([.. values]), known) is not { } name)
            return;
        var sentence = KnownNames.Sentence("check", name, known, others, owner);
        result.AddError(KnownNames.Unknown([name], others) is null ? sentence : Unknown(sentence, "check", known));
    });

    private static string Unknown(string sentence, string kind, IEnumerable<string> known) =>
        $"{sentence} Valid {kind}s: {string.Join(", ", known)}.";

    /// <summary>Names that may have been joined by commas.</summary>
    public static string[] Names(string[]? values) => values is null
        ? []
        : [.. values.SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    internal static DateTimeOffset? ParseTime(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (Moments.TryParse(text, DateTimeOffset.UtcNow, out var time))
            return time;
        argument.AddError($"'{text}' is not a valid time. {Moments.Usage}");
        return null;
    }

    private static ExpiryThreshold? ParseThreshold(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (ExpiryThreshold.TryParse(text, out var threshold))
            return threshold;
        argument.AddError($"'{text}' is not a valid duration. Use 30d, 12h or 20%.");
        return null;
    }
}
