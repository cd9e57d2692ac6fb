using KubePki.Node.Reading;
using KubePki.Yaml;

namespace KubePki.Cluster.Client;

/// <summary>A program of a kubeconfig that gives credentials (client.authentication.k8s.io), as it is written there.</summary>
internal sealed record ExecPlugin
{
    private const string Group = "client.authentication.k8s.io/";

    public required string ApiVersion { get; init; }

    /// <summary>The program: a path, or a name to be looked for in PATH.</summary>
    public required string Command { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public IReadOnlyList<(string Name, string Value)> Variables { get; init; } = [];

    /// <summary>Whether it gets the cluster.</summary>
    public bool WantsCluster { get; init; }

    /// <summary>What to tell a person who does not have the program.</summary>
    public string? InstallHint { get; init; }

    /// <exception cref="ClusterException">client-go would refuse it.</exception>
    public static ExecPlugin Read(KubeconfigEntry user, YamlMapping exec)
    {
        var version = exec.Filled("apiVersion")?.Value ?? throw user.Error("its exec plugin has no apiVersion", exec.Line);
        if (version is not (Group + "v1" or Group + "v1beta1"))
            throw user.Error($"exec plugin: invalid apiVersion \"{version}\"; it must be {Group}v1 or v1beta1", exec.Line);
        var command = exec.Filled("command")?.Value ?? throw user.Error("its exec plugin has no command", exec.Line);
        switch (exec.Filled("interactiveMode")?.Value)
        {
            case null when version.EndsWith("/v1", StringComparison.Ordinal):
                throw user.Error("interactiveMode must be specified to use an exec plugin of v1", exec.Line);
            case "Always":
                throw user.Error("its exec plugin requires user input (interactiveMode: Always), which is not possible here", exec.Line);
            case null or "Never" or "IfAvailable":
                break;
            case var other:
                throw user.Error($"invalid interactiveMode \"{other}\"; it must be Never, IfAvailable or Always", exec.Line);
        }
        // With a directory it is relative to the file; a bare name is looked for in PATH.
        var directory = Path.GetDirectoryName(Path.GetFullPath(user.File))!;
        return new ExecPlugin
        {
            ApiVersion = version,
            Command = command.AsSpan().ContainsAny('/', Path.DirectorySeparatorChar) ? Path.GetFullPath(command, directory) : command,
            Arguments = [.. exec.Items("args").OfType<YamlScalar>().Select(argument => argument.Value)],
            Variables = [.. exec.Items("env").Select(item => (Name: item.Text("name") ?? "", Value: item.Text("value") ?? ""))
                .Where(item => item.Name.Length > 0)],
            WantsCluster = (exec.At("provideClusterInfo") as YamlScalar)?.AsBoolean() == true,
            InstallHint = exec.Filled("installHint")?.Value,
        };
    }
}
