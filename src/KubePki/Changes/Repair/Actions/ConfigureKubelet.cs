using KubePki.Changes.Editing;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Guidance;
using KubePki.Node.Layout;

namespace KubePki.Changes.Repair.Actions;

/// <summary>
/// Sets fields of kubelet's configuration where they count: in the drop-in that sets them last, else in the configuration file; nowhere,
/// while a flag on the command line wins. Comments, order and line ends stay.
/// </summary>
internal sealed class ConfigureKubelet : RepairAction
{
    public required string NodePath { get; init; }

    /// <summary>The fields that get a text.</summary>
    public IReadOnlyList<(string Field, string Value)> Texts { get; init; } = [];

    /// <summary>The fields that become true.</summary>
    public IReadOnlyList<string> On { get; init; } = [];

    /// <summary>Sets a field that is to be true.</summary>
    public static void Plan(PlanDraft draft, KubeletSetting setting, KubePkiFinding finding)
    {
        draft.Resolve(setting.Field, finding.Check);
        var (action, obstacle) = TurnOn(draft.Node, setting, finding.Message);
        if (action is not null)
            draft.Add(setting.Field, RepairPhase.KubeletAndCopies, action);
        else
            draft.LeaveAlone(finding.Target, obstacle!);
    }

    /// <summary>Sets a field to true; else why that would be of no use.</summary>
    public static (ConfigureKubelet? Action, string? Obstacle) TurnOn(NodeView node, KubeletSetting setting, string reason)
    {
        if (Obstacle(node, setting) is { } obstacle)
            return (null, obstacle);
        var path = FileOf(node, setting);
        return (new ConfigureKubelet
        {
            NodePath = path,
            On = [setting.Field],
            Step = NewStep($"set {setting.Field}", "kubelet", reason,
                [Change(node, path, $"{setting.Field}: true")], RestartTexts.Of("kubelet")),
        }, null);
    }

    /// <summary>Names the serving certificate and its key; null when they are named already.</summary>
    public static (ConfigureKubelet Action, PlannedChange Change)? NameServing(
        NodeView node, string certificatePath, string keyPath)
    {
        if (node.Pki.Kubelet!.TlsCertFile == certificatePath && node.Pki.Kubelet!.TlsPrivateKeyFile == keyPath)
            return null;
        var path = FileOf(node, KubeletSetting.TlsCertFile);
        var change = Change(node, path,
            $"{KubeletSetting.TlsCertFile}: {certificatePath}", $"{KubeletSetting.TlsPrivateKeyFile}: {keyPath}");
        return (new ConfigureKubelet
        {
            NodePath = path,
            Texts = [(KubeletSetting.TlsCertFile.Field, certificatePath), (KubeletSetting.TlsPrivateKeyFile.Field, keyPath)],
            Step = NewStep("", "kubelet", "", [change], []),
        }, change);
    }

    /// <summary>Why writing a field would have no effect, or cannot be done; null when nothing speaks against it.</summary>
    public static string? Obstacle(NodeView node, KubeletSetting setting)
    {
        if (Last(node, setting) is { } last && last.Name == setting.Flag)
            return $"--{last.Name}={last.Value} in {last.Path}, line {last.Line}, "
                + $"overrides {node.Pki.Kubelet!.ConfigurationFile}: remove the flag first.";
        var path = FileOf(node, setting);
        if (node.Pki.Problems.FirstOrDefault(problem => problem.NodePath == path) is { } problem)
            return $"{path} cannot be edited: {problem.Reason}.";
        return node.File(path) is null ? $"kubelet's configuration file {path} does not exist." : null;
    }

    private static string FileOf(NodeView node, KubeletSetting setting) =>
        Last(node, setting) is { } last && last.Name != setting.Flag ? last.Path : node.Pki.Kubelet!.ConfigurationFile;

    private static NodeSetting? Last(NodeView node, KubeletSetting setting) =>
        node.Pki.Kubelet!.Settings.LastOrDefault(known => known.Name == setting.Field || known.Name == setting.Flag);

    private static PlannedChange Change(NodeView node, string path, params string[] details) =>
        new("write", node.HostPath(path), path, TextList.From(details.Append("the rest of the file is not changed")));

    public override IEnumerable<PendingChange> Prepare(IssuanceContext issuance)
    {
        var editor = issuance.Edit(NodePath, text => new KubeletConfigurationEditor(issuance.Edited.GetValueOrDefault(NodePath, text)));
        foreach (var (field, value) in Texts)
            editor.Set(field, value);
        foreach (var field in On)
            editor.TurnOn(field);
        if (editor.IsUnchanged)
            return [];
        var edited = issuance.Edited[NodePath] = editor.Apply();
        return [issuance.Write(NodePath, issuance.Encode(edited))];
    }
}
