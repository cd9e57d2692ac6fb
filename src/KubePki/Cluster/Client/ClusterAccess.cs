using System.Security.Cryptography;
using KubePki.Node.Reading.Files;

namespace KubePki.Cluster.Client;

/// <summary>What a context leads to: the server, how to know it, and as whom to ask it.</summary>
internal sealed class ClusterAccess
{
    public required string Context { get; init; }

    public required Uri Server { get; init; }

    /// <summary>The name that the server's certificate must have instead of the URL's host.</summary>
    public string? TlsServerName { get; init; }

    public bool IsInsecure { get; init; }

    public Uri? Proxy { get; init; }

    /// <summary>The CA bundle itself; wins over the file.</summary>
    public byte[]? AuthorityData { get; init; }

    public string? AuthorityFile { get; init; }

    public string? Namespace { get; init; }

    public required UserAccess User { get; init; }

    /// <summary>The configuration that the cluster entry keeps for exec plugins, as JSON; null without one.</summary>
    public string? ExecConfiguration { get; init; }

    /// <summary>The name by which the server is checked.</summary>
    public string CheckedName => TlsServerName ?? Server.IdnHost.Trim('[', ']');

    /// <summary>The CA bundle; null when the machine's own is meant.</summary>
    public byte[]? ReadAuthorities() =>
        AuthorityData ?? (AuthorityFile is null ? null : ReadFile(AuthorityFile, "certificate-authority", ClusterProblemId.BadKubeconfig));

    /// <summary>The bytes of a file that a credential needs; the caller wipes them.</summary>
    /// <exception cref="ClusterException">It cannot be read.</exception>
    public static byte[] ReadFile(string path, string field, string id)
    {
        using var bytes = FileBytes.Read(path, CancellationToken.None);
        return bytes.ProblemId is null
            ? bytes.Span.ToArray()
            : throw new ClusterException(id, $"{path}: the {field} cannot be read: {bytes.Reason}");
    }

    /// <summary>Wipes bytes that may have been a private key.</summary>
    public static void Wipe(byte[]? octets) => CryptographicOperations.ZeroMemory(octets);
}
