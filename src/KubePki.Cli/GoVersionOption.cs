using System.CommandLine;
using System.CommandLine.Parsing;
using KubePki.Pki.X509.Go;

namespace KubePki.Cli;

/// <summary><c>--go</c>: the Go release whose rules apply.</summary>
internal static class GoVersionOption
{
    public static Option<GoVersion> Create() => new("--go")
    {
        Description = "Go release that the component was built with, 1.19 to 1.27. Releases differ in what they accept.",
        HelpName = "VERSION",
        CustomParser = Parse,
        DefaultValueFactory = _ => GoVersion.Newest,
    };

    private static GoVersion Parse(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (GoVersion.TryParse(text, out var go))
            return go;
        argument.AddError($"'{text}' is not a supported Go release. Use 1.19 to {GoVersion.Newest}.");
        return GoVersion.Newest;
    }
}
