using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Reading.Certificates;

/// <summary>Says why a key that is there cannot be used: it is encrypted, and nothing has opened it.</summary>
internal static class ClosedKeys
{
    /// <summary>The reason, a sentence, why the key of a CA does not sign; null when it is not there, or does not fit.</summary>
    public static string? Obstacle(NodePki pki, KubeCertificate authority) =>
        authority is { HasKey: true, KeyMatches: null, KeyPath: { } path } ? Obstacle(pki, HostPaths.ToNode(pki.Root, path)) : null;

    /// <summary>The reason, a sentence; null when the key in a file of the node lies open, or was opened.</summary>
    public static string? Obstacle(NodePki pki, string nodePath)
    {
        if (!pki.Keys.Any(key => key.NodePath == nodePath && key is { IsEncrypted: true, PublicKeyHash: null }))
            return null;
        var problem = pki.Problems.FirstOrDefault(problem => problem.NodePath == nodePath && PkiProblemId.IsAboutPassphrase(problem.Id));
        return problem is null ? $"{nodePath} is encrypted: specify its passphrase (-KeyPassphrase; kubepki: --key-passphrase-file)."
            : $"{nodePath}: {problem.Reason}.";
    }
}
