using System.Security.Cryptography;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Files;
using KubePki.Node.Reading.Kubeconfigs;

namespace KubePki.Changes.Transactions;

/// <summary>
/// Whether what a backup holds is what a plan can have changed: nothing else is restored or taken back, whatever the backup says.
/// </summary>
internal sealed class PlanCheck(NodeDisk disk, NodeFiles files, BackupReader backup)
{
    /// <summary>Refuses a backup with a path that no plan has.</summary>
    /// <exception cref="DiskException">A file cannot be read.</exception>
    /// <exception cref="PkiProblemException">It holds such a path, or a file with set-id bits.</exception>
    public void Demand(IReadOnlyList<BackupEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.State.Kind == EntryKind.File && (entry.State.Mode & FileModes.SetId) != 0)
                throw backup.Foreign($"{entry.NodePath} has set-id bits");
            if (entry.State.Kind == EntryKind.Special)
                throw backup.Foreign($"{entry.NodePath} is a device, a pipe or a socket");
            if (!IsOfPlan(entry, entries))
                throw backup.Foreign($"plans never change {entry.NodePath}");
        }
    }

    private bool IsOfPlan(BackupEntry entry, IReadOnlyList<BackupEntry> entries)
    {
        if (PlanPaths.Has(entry.NodePath))
            return true;
        // A directory that was made for a file, where none was.
        if (entry.State.Kind == EntryKind.Absent
            && entries.Any(other => other.NodePath.StartsWith(entry.NodePath + "/", StringComparison.Ordinal)))
            return true;
        return !PlanPaths.IsOfSystem(entry.NodePath) && HoldsConfiguration(entry);
    }

    // A kubeconfig or a drop-in of kubelet may lie anywhere, under any name; it says itself what it is.
    private bool HoldsConfiguration(BackupEntry entry)
    {
        if (entry.State.Kind is not (EntryKind.File or EntryKind.Absent))
            return false;
        byte[] content = [];
        try
        {
            if (entry.State.Kind == EntryKind.File)
                content = backup.ReadFile(entry);
            else if (FileState.At(disk, NodePlace.Of(files, entry.NodePath), out content).Kind == EntryKind.Absent)
                return true;
            return KubeconfigReader.LooksLikeKubeconfig(content) || content.AsSpan().IndexOf("kubelet.config.k8s.io/"u8) >= 0;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }
}
