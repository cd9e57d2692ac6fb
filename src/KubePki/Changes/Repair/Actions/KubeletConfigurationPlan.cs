using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Guidance;
using KubePki.Node.Layout;

namespace KubePki.Changes.Repair.Actions;

/// <summary>
/// Where a field of kubelet's configuration must be set so that it counts: in the drop-in that sets it last, else in the configuration
/// file; nowhere, while a flag on the command line wins.
/// </summary>
internal sealed class KubeletConfigurationPlan(NodeView node)
{
    private readonly KubeletState _kubelet = node.Pki.Kubelet!;

    /// <summary>Sets a field to true; else why that would be of no use.</summary>
    public (RepairAction? Action, string? Obstacle) TurnOn(KubeletSetting setting, string reason)
    {
        if (Obstacle(setting) is { } obstacle)
            return (null, obstacle);
        var path = FileOf(setting);
        return (new ConfigureKubelet
        {
            NodePath = path,
            On = [setting.Field],
            Step = PlanDraft.Step($"set {setting.Field}", "kubelet", reason,
                [Change(path, $"{setting.Field}: true")], RestartTexts.Of("kubelet")),
        }, null);
    }

    /// <summary>Names the serving certificate and its key; null when they are named already.</summary>
    public (ConfigureKubelet Action, PlannedChange Change)? NameServing(string certificatePath, string keyPath)
    {
        if (_kubelet.TlsCertFile == certificatePath && _kubelet.TlsPrivateKeyFile == keyPath)
            return null;
        var path = FileOf(KubeletSetting.TlsCertFile);
        var change = Change(path, $"{KubeletSetting.TlsCertFile}: {certificatePath}", $"{KubeletSetting.TlsPrivateKeyFile}: {keyPath}");
        return (new ConfigureKubelet
        {
            NodePath = path,
            Texts = [(KubeletSetting.TlsCertFile.Field, certificatePath), (KubeletSetting.TlsPrivateKeyFile.Field, keyPath)],
            Step = PlanDraft.Step("", "kubelet", "", [change], []),
        }, change);
    }

    /// <summary>Why writing a field would have no effect, or cannot be done; null when nothing speaks against it.</summary>
    public string? Obstacle(KubeletSetting setting)
    {
        if (Last(setting) is { } last && last.Name == setting.Flag)
            return $"--{last.Name}={last.Value} in {last.Path}, line {last.Line}, "
                + $"overrides {_kubelet.ConfigurationFile}: remove the flag first.";
        var path = FileOf(setting);
        if (node.Pki.Problems.FirstOrDefault(problem => problem.NodePath == path) is { } problem)
            return $"{path} cannot be edited: {problem.Reason}.";
        return node.File(path) is null ? $"kubelet's configuration file {path} does not exist." : null;
    }

    private string FileOf(KubeletSetting setting) =>
        Last(setting) is { } last && last.Name != setting.Flag ? last.Path : _kubelet.ConfigurationFile;

    private NodeSetting? Last(KubeletSetting setting) =>
        _kubelet.Settings.LastOrDefault(known => known.Name == setting.Field || known.Name == setting.Flag);

    private PlannedChange Change(string path, params string[] details) =>
        new("write", node.HostPath(path), path, TextList.From(details.Append("the rest of the file is not changed")));
}
