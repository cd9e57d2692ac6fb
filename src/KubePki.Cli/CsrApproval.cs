using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using KubePki.Cluster.Client;
using KubePki.Cluster.Csr.Approval;
using KubePki.Cluster.Csr.Policy;
using KubePki.Model;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary><c>kubepki csr approve</c> against a cluster: judges, asks, decides, waits; once, or until it is stopped.</summary>
internal sealed class CsrApproval
{
    private readonly ClusterOptionSet _cluster = new();

    private readonly Argument<string[]> _names = new("NAME")
    {
        Description = "Process only these requests (default: all pending requests).",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> _deny = new("--deny") { Description = "Deny requests that clearly break a rule (else keep pending)." };

    private readonly Option<bool> _watch = new("--watch", "-w") { Description = "Keep running until stopped. Requires --yes." };

    private readonly Option<int> _wait = new("--wait")
    {
        Description = "Seconds to wait for the signer after an approval.",
        HelpName = "N",
        DefaultValueFactory = _ => 30,
    };

    private readonly Option<string?> _log = new("--log-path", "--log")
    {
        Description = "Append each decision to this file as a line of JSON.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Approve or deny without asking." };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_names);
        foreach (var option in new Option[] { _deny, _watch, _wait, _log, _yes })
            command.Options.Add(option);
        _cluster.AddTo(command);
        SharedOptions.Range(_wait, 0, 3600);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_watch) && !result.GetValue(_yes))
                result.AddError("--watch requires --yes: it cannot ask for each request.");
            if (result.GetValue(_watch) && result.GetValue(_names) is { Length: > 0 })
                result.AddError("--watch processes all requests and accepts no names.");
        });
    }

    /// <summary>Whether it is to go on until it is stopped.</summary>
    public bool IsWatch(SymbolResult result) => result.GetValue(_watch);

    /// <summary>Judges the requests of the cluster, and decides them unless only the judgement is wanted.</summary>
    public async Task<int> RunAsync(ParseResult parsed, CsrInputs inputs, bool whatIf, bool isJson,
        Action<IReadOnlyList<CsrDecision>, TextWriter> write, CancellationToken cancellation)
    {
        var error = parsed.InvocationConfiguration.Error;
        using var client = _cluster.Open(parsed, cancellation);
        var options = new ApproverOptions
        {
            Inquiry = inputs,
            Clock = TimeProvider.System,
            WhatIf = whatIf,
            LogPath = parsed.GetValue(_log),
            Deny = parsed.GetValue(_deny),
            Wait = TimeSpan.FromSeconds(parsed.GetValue(_wait)),
            Warn = text => error.WriteLine($"{ProgramName.Text}: {Printable.Text(text)}"),
        };
        if (parsed.GetValue(_watch))
            return await WatchAsync(client, options, isJson, parsed, cancellation).ConfigureAwait(false);
        using var session = await ApprovalSession.OpenAsync(client, options, cancellation).ConfigureAwait(false);
        var report = new ProblemReport(failOn: null);
        report.Report(session.Problems, error);
        if (session.Backlog is { } backlog)
            error.WriteLine($"{ProgramName.Text}: {backlog}.");
        var names = parsed.GetValue(_names) ?? [];
        var unknown = session.Unknown(names);
        foreach (var name in unknown)
            error.WriteLine($"{ProgramName.Text}: there is no request named {Printable.Text(name)}.");
        var decisions = session.Judge(names).ToList();
        var toDo = decisions.Count(session.MustConfirm);
        if (!whatIf && toDo > 0 && !Confirmation.IsGiven(parsed, _yes, DecisionTable.Write(decisions), toDo))
            return Confirmation.Refusal;
        try
        {
            foreach (var decision in decisions)
                await session.FinishAsync(decision, isConfirmed: true, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (session.Finished.Count > 0)
        {
            // What was done before is done, whatever ends the run.
            if (Show(parsed, session.Finished, ExitCodes.Failed, write) != ExitCodes.Committed)
                throw;
            error.WriteLine(Printable.Text($"{ProgramName.Text}: {e.Message}"));
            return ExitCodes.Committed;
        }
        return Show(parsed, session.Finished,
            session.IsFaulty ? ExitCodes.Findings : unknown.Count > 0 ? ExitCodes.Failed : report.ExitCode, write);
    }

    private static int Show(ParseResult parsed, IReadOnlyList<CsrDecision> decisions, int code,
        Action<IReadOnlyList<CsrDecision>, TextWriter> write) =>
        AfterCommit.Tell(parsed, decisions.Any(decision => decision.Action != CsrAction.None), code, output => write(decisions, output));

    private static async Task<int> WatchAsync(
        ClusterClient client, ApproverOptions options, bool isJson, ParseResult parsed, CancellationToken cancellation)
    {
        Progress.Stop();
        // One writer for all: another would begin a file again.
        using var strict = StandardOutput.Strict(parsed.InvocationConfiguration.Output);
        var output = strict ?? parsed.InvocationConfiguration.Output;
        var isCommitted = false;
        await foreach (var decision in ApprovalSession.WatchAsync(client, options, cancellation).ConfigureAwait(false))
        {
            isCommitted |= decision.Action != CsrAction.None;
            var code = AfterCommit.Try(parsed, isCommitted, ExitCodes.Ok, () => output.WriteLine(isJson
                ? Encoding.UTF8.GetString(DecisionLog.Line(decision)).TrimEnd()
                : DecisionTable.WriteLine(decision)));
            if (code != ExitCodes.Ok)
                return code;
        }
        return ExitCodes.Ok;
    }
}
