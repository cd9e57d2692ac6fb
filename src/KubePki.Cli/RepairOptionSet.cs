using System.CommandLine;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePki.Cli;

/// <summary>The options of the commands that change a node, and the way from the plan to the receipt.</summary>
internal sealed class RepairOptionSet
{
    private readonly SharedOptions _shared;
    private readonly RepairScope _scope;

    private readonly CertificateOptionSet _certificate = new(
        validFor: "Validity period of new certificates, such as 365d or 10y (default: that of the old ones, else 365d; limited by "
            + "their CA).",
        keepKey: "Reuse the existing private keys.",
        addSan: "Names and addresses to add to the API server's certificate, or to kubelet's serving certificate if that is issued.");

    private readonly Option<string?> _server = new("--server")
    {
        Description = "API server URL for renewed kubeconfigs (default: keep the current one).",
        HelpName = "URL",
    };

    private readonly Option<bool> _force = new("--force") { Description = "Renew certificates that are not due for renewal, too." };

    private readonly Option<bool> _authority = new("--authority")
    {
        Description = "With --force: renew CAs, too, with their existing keys.",
    };

    private readonly Option<string?> _authorityValidFor = new("--ca-valid-for")
    {
        Description = "Validity period of a renewed CA (default: 10y).",
        HelpName = "TIME",
    };

    private readonly PlanOptionSet _plan = new();

    public RepairOptionSet(SharedOptions shared, RepairScope scope) => (_shared, _scope) = (shared, scope);

    public void AddTo(Command command)
    {
        command.Options.Add(_shared.Root);
        command.Options.Add(_shared.AsOf);
        _certificate.AddTo(command);
        if (_scope != RepairScope.Kubeconfigs)
            _certificate.AddNamesTo(command, mayRemove: _scope == RepairScope.Everything);
        foreach (var option in new Option[] { _server, _force })
            command.Options.Add(option);
        if (_scope == RepairScope.Everything)
        {
            command.Options.Add(_authority);
            command.Options.Add(_authorityValidFor);
        }
        _shared.Passphrase.AddToWorker(command, replacesKeys: true);
        _plan.AddTo(command);
        _authorityValidFor.Validators.Add(CertificateOptionSet.CheckLifetime);
        _server.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0
                && !(Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"))
                result.AddError($"'{result.Tokens[0].Value}' is not a valid API server URL. Use https://HOST:6443.");
        });
    }

    /// <summary>How certificates are made, as the command line says.</summary>
    public RepairOptions Options(ParseResult parsed) => _certificate.Options(parsed) with
    {
        Server = parsed.GetValue(_server),
        Force = parsed.GetValue(_force),
        Authority = parsed.GetValue(_authority),
        AuthorityValidFor = Lifetimes.TryParse(parsed.GetValue(_authorityValidFor), out var years) ? years : RepairOptions.Decade,
    };

    /// <summary>
    /// The node without what a run has left that was cut off: its old files are put back, where anything may be changed at all.
    /// </summary>
    /// <exception cref="PkiProblemException">They could not be put back.</exception>
    public NodePki WithoutCutOffRun(ParseResult parsed, ReadOptions read, NodePki node, CancellationToken cancellation) =>
        _plan.TakesBack(parsed, node.Root) ? new NodeReader(read with { Root = node.Root }, cancellation).ReadNode() : node;

    /// <summary>Shows a plan, asks, carries it out, and shows what became of it.</summary>
    public int Run(ParseResult parsed, ReadOptions read, PreparedRepair repair, CancellationToken cancellation) =>
        _plan.Run(parsed, read, repair, cancellation);
}
