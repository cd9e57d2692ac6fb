using KubePki.Changes.Repair.Actions;
using KubePki.Node.Reading;

namespace KubePki.Changes.Init;

/// <summary>Reads what was made: each certificate is there, its key belongs to it, and a CA of the node has really signed it.</summary>
internal static class InitVerification
{
    public static string? RemainingFault(IReadOnlyList<RepairAction> actions, ReadOptions options, string directory)
    {
        var existing = ExistingFiles.Read(options, CancellationToken.None).With(directory, options, CancellationToken.None);
        foreach (var path in actions.Select(PathOf).OfType<string>())
        {
            if (existing.CertificatesAt(path) is not [{ KeyMatches: true, Authority: not null, GoError: null }, ..])
                return $"{path} was created but is not intact";
        }
        return null;
    }

    private static string? PathOf(RepairAction action) => action switch
    {
        CreateAuthority authority => authority.CertificatePath,
        IssueCertificate leaf => leaf.CertificatePath,
        IssueKubeconfig credential => credential.PemPath ?? (credential.LinkPath is null ? credential.NodePath : null),
        _ => null,
    };
}
