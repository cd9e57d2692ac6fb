using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Files;
using KubePki.Node.Reading.Services;

namespace KubePki.Node.Reading.Kubelet;

/// <summary>
/// The command line of kubelet. Where nothing on the node starts it (an image, a copied tree), kubeadm's own files and defaults stand in,
/// and the scripts of Windows nodes.
/// </summary>
internal static class KubeletFlags
{
    /// <summary>The flags, in order.</summary>
    /// <param name="files">The node's files.</param>
    /// <param name="command">What starts kubelet; null when nothing does.</param>
    /// <param name="problems">Takes what went wrong.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static List<NodeSetting> Read(
        NodeFiles files, ServiceCommand? command, ICollection<PkiProblem> problems, CancellationToken cancellation)
    {
        if (command is not null)
            return ServiceFlags.Of(command);
        var reader = new UnitReader(files, problems, cancellation);
        foreach (var file in KubeletFiles.EnvironmentFiles)
            reader.ReadEnvironmentFile(file);
        List<NodeSetting> flags =
        [
            .. CommandLineFlags.Read([.. reader.Environment.Values.SelectMany(value =>
                CommandWords.Split(value.Text).Select(word => (word, value.Path, value.Line)))]),
            .. WindowsScripts.Read(files, problems, cancellation),
        ];
        return flags.ConvertAll(ServiceFlags.OnNode);
    }
}
