using System.CommandLine;
using System.CommandLine.Parsing;
using KubePki.Node.Layout;
using KubePki.Pki.X509.Go;

namespace KubePki.Cli;

/// <summary>The Go release whose rules apply: named itself, or by the Kubernetes release that was built with it.</summary>
internal sealed class GoVersionOption
{
    private readonly Option<GoVersion?> _go = new("--go-version", "--go")
    {
        Description = $"Go release that the component was built with, {GoVersion.Oldest} to {GoVersion.Newest}. "
            + $"Releases differ in what they accept (default: {GoVersion.Newest}).",
        HelpName = "VERSION",
        CustomParser = ParseGo,
    };

    private readonly Option<GoVersion?> _kubernetes = new("--kubernetes-version")
    {
        Description = "Kubernetes release of the component, such as 1.29, instead of its Go release.",
        HelpName = "1.N",
        CustomParser = ParseKubernetes,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_go);
        command.Options.Add(_kubernetes);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_go) is not null && result.GetResult(_kubernetes) is not null)
                result.AddError($"{_go.Name} and {_kubernetes.Name} cannot be used together.");
        });
    }

    /// <summary>The release that the command line means.</summary>
    public GoVersion Of(ParseResult parsed) => parsed.GetValue(_go) ?? parsed.GetValue(_kubernetes) ?? GoVersion.Newest;

    private static GoVersion? ParseGo(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (GoVersion.TryParse(text, out var go))
            return go;
        argument.AddError($"'{text}' is not a supported Go release. Use {GoVersion.Oldest} to {GoVersion.Newest}.");
        return null;
    }

    private static GoVersion? ParseKubernetes(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (KubernetesReleases.GoMinorOf(text) is { } minor && GoVersion.TryParse($"1.{minor}", out var go))
            return go;
        argument.AddError($"'{text}' is not a known Kubernetes release. Use 1.N, such as 1.29.");
        return null;
    }
}
