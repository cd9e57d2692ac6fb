using KubePki.Changes.Editing;
using KubePki.Changes.Transactions;

namespace KubePki.Changes.Repair.Actions;

/// <summary>Sets fields of kubelet's configuration; comments, order and line ends stay.</summary>
internal sealed class ConfigureKubelet : RepairAction
{
    public required string NodePath { get; init; }

    /// <summary>The fields that get a text.</summary>
    public IReadOnlyList<(string Field, string Value)> Texts { get; init; } = [];

    /// <summary>The fields that become true.</summary>
    public IReadOnlyList<string> On { get; init; } = [];

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
