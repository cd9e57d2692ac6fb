using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Files;
using KubePki.Yaml;

namespace KubePki.Node.Reading.Services;

/// <summary>The flags that a command line gives to its program, and what stands for flags: variables, and configuration files.</summary>
internal static class ServiceFlags
{
    // The field of KubeSchedulerConfiguration and KubeProxyConfiguration, and the flag that it stands for.
    private const string Kubeconfig = "kubeconfig";

    /// <summary>A component of the control plane; null when the command starts none.</summary>
    public static ControlPlaneComponent? ComponentOf(
        ServiceCommand command, NodeFiles files, ICollection<PkiProblem> problems, CancellationToken cancellation)
    {
        if (!ComponentFlags.Components.Contains(command.Component))
            return null;
        var flags = Of(command);
        flags.InsertRange(0, OfConfiguration(command.Component, flags, files, problems, cancellation).ToList());
        return new ControlPlaneComponent
        {
            Name = command.Component,
            Path = files.ToHost(command.NodePath),
            NodePath = command.NodePath,
            Unit = command.Unit,
            Container = command.Container,
            Image = command.Image,
            Flags = flags,
        };
    }

    /// <summary>The flags in order, the strongest last.</summary>
    public static List<NodeSetting> Of(ServiceCommand command)
    {
        var flags = CommandLineFlags.Read([.. command.Words.Skip(1)]).ConvertAll(OnNode);
        return command.Component == EtcdFiles.Component ? [.. OfVariables(command), .. flags] : flags;
    }

    /// <summary>A setting whose value, where it is a path of Windows, is that of the node.</summary>
    public static NodeSetting OnNode(NodeSetting setting) =>
        NodePaths.IsOfWindows(setting.Value) ? setting with { Value = NodePaths.Absolute(setting.Value) } : setting;

    // What the file that --config names says of files; none where it says nothing, or is not to be read.
    private static IEnumerable<NodeSetting> OfConfiguration(
        string component, List<NodeSetting> flags, NodeFiles files, ICollection<PkiProblem> problems, CancellationToken cancellation)
    {
        var name = component == EtcdFiles.Component ? "config-file" : "config";
        if (flags.FindLast(flag => flag.Name == name) is not { Value.Length: > 0 } flag || !IsOfFile(component))
            return [];
        var file = files.At(NodePaths.Absolute(flag.Value));
        var root = YamlFile.Read(file, problems, cancellation)?.Root;
        (string Field, string Flag)[] fields =
            component == EtcdFiles.Component ? [.. EtcdFiles.Fields] : [("clientConnection.kubeconfig", Kubeconfig)];
        return fields.Select(field => root?.At(field.Field.Split('.')) is YamlScalar { IsNull: false } value
            ? new NodeSetting(field.Flag, value.Value, file.NodePath, value.Line) : null).OfType<NodeSetting>();
    }

    private static bool IsOfFile(string component) => component is EtcdFiles.Component or "kube-scheduler" or "kube-proxy";

    private static IEnumerable<NodeSetting> OfVariables(ServiceCommand command) => command.Environment
        .Where(variable => variable.Key.StartsWith(EtcdFiles.VariablePrefix, StringComparison.Ordinal))
        .Select(variable => new NodeSetting(
            variable.Key[EtcdFiles.VariablePrefix.Length..].Replace('_', '-').ToLowerInvariant(),
            variable.Value.Text, variable.Value.Path, variable.Value.Line));
}
