using KubePki.Model;
using KubePki.Reading;
using KubePki.Repair;

namespace KubePki.Founding;

/// <summary>Reads what was made: each certificate is there, its key belongs to it, and a CA of the node has really signed it.</summary>
internal static class MadeCheck
{
    public static string? WhyNotGood(IReadOnlyList<RepairWork> works, ReadOptions options, string directory)
    {
        var ground = Ground.Read(options, CancellationToken.None).With(directory, options, CancellationToken.None);
        foreach (var path in works.Select(PathOf).OfType<string>())
        {
            if (ground.CertificatesAt(path) is not [{ KeyMatches: true, Authority: not null, GoError: null }, ..])
                return $"{path} was made, but is not whole when it is read again";
        }
        return null;
    }

    private static string? PathOf(RepairWork work) => work switch
    {
        NewAuthorityWork authority => authority.CertificatePath,
        LeafWork leaf => leaf.CertificatePath,
        CredentialWork credential => credential.PemPath ?? (credential.LinkPath is null ? credential.NodePath : null),
        _ => null,
    };
}
