using KubePki.Model;

namespace KubePki.Changes.Repair;

/// <summary>What checks say of each user of a kubeconfig: a finding is resolved only when none of the others has the same fault.</summary>
internal static class CredentialFaults
{
    /// <summary>Whether nothing of what a check found in a file is left once these users have new credentials.</summary>
    public static bool EndWith(string check, Kubeconfig file, IReadOnlyCollection<string> users) =>
        file.Users.All(user => users.Contains(user.Name) || !IsFound(check, user.Certificate));

    private static bool IsFound(string check, KubeCertificate? certificate) => certificate is not null && check switch
    {
        "KubeconfigCredentialExpired" => certificate.Expired,
        "KubeconfigKeyMismatch" => certificate.KeyMatches != true,
        _ => false,
    };
}
