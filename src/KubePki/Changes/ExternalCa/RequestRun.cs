using System.Security.Cryptography;
using System.Text;
using KubePki.Changes.Editing;
using KubePki.Changes.Repair;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Certificates;
using KubePki.Node.Reading.Files;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;
using KubePki.Reports;

namespace KubePki.Changes.ExternalCa;

/// <summary>
/// Makes keys and requests, and writes them into a directory for their owner's eyes, with a sheet of what must be signed how. All or
/// nothing.
/// </summary>
public static class RequestRun
{
    /// <summary>The directory that was given for a request, its key and the signing sheet.</summary>
    /// <param name="request">The request.</param>
    public static string DirectoryOf(RequestedCertificate request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var file = RequestFiles.Request(request.Role);
        return request.Path.EndsWith("/" + file, StringComparison.Ordinal) ? request.Path[..^(file.Length + 1)]
            : Path.GetDirectoryName(request.Path)!;
    }

    /// <summary>Writes the requests.</summary>
    /// <param name="requests">The plan.</param>
    /// <param name="cancellation">Stops the work before anything is written.</param>
    /// <exception cref="PkiProblemException">
    /// A key that was to stay cannot be read, a file is there already, or the disk refuses; nothing is left behind.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was stopped; nothing is left behind.</exception>
    public static IReadOnlyList<RequestedCertificate> Write(PreparedRequests requests, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var files = new List<(string Name, byte[] Content, int Mode)>();
        using var issuance = new IssuanceContext(requests.Root, requests.Orders.Select(order => order.NewKey).OfType<KeyKind>(),
            requests.Passphrase, cancellation);
        foreach (var order in requests.Orders)
        {
            using var key = order.NewKey is null ? OldKey(order, issuance) : issuance.NewKey(order.NewKey);
            if (order.NewKey is not null)
                files.Add((RequestFiles.Key(order.Row.Role), issuance.Secret(key.WritePem()), FileModes.Key));
            files.Add((RequestFiles.Request(order.Row.Role), Pem.Write("CERTIFICATE REQUEST", RequestSigner.Write(order.Order, key)),
                FileModes.Certificate));
        }
        files.Add((RequestFiles.Extensions, Encoding.UTF8.GetBytes(SigningSheet.Extensions(requests.Requests)), FileModes.Certificate));
        files.Add((RequestFiles.Sheet, Encoding.UTF8.GetBytes(SigningSheet.Write(requests.Requests)), FileModes.Certificate));
        files.Add((RequestFiles.Json, Json(requests), FileModes.Certificate));
        cancellation.ThrowIfCancellationRequested();
        using var guard = ChangeGuard.Enter(cancellation);
        WriteAll(requests.Directory, files);
        return requests.Requests;
    }

    private static PrivateKey OldKey(RequestOrder order, IssuanceContext issuance)
    {
        if (order.KeyUser is null)
            return issuance.KeyAt(order.KeyNodePath!);
        var pem = issuance.Edit(order.KeyNodePath!, text => new KubeconfigEditor(text).CredentialOf(order.KeyUser)?.Key);
        SealProblem? problem = null;
        var key = pem is null ? null : PrivateKey.Read(issuance.Secret(pem), issuance.Passphrase, out problem);
        return key ?? throw IssuanceContext.NoKey(issuance.Files.At(order.KeyNodePath!), problem?.ProblemId(), problem?.Reason);
    }

    private static byte[] Json(PreparedRequests requests)
    {
        using var stream = new MemoryStream();
        using (var json = new JsonObjects(stream))
        {
            foreach (var request in requests.Requests)
                json.Write(request);
        }
        return stream.ToArray();
    }

    private static void WriteAll(string path, IReadOnlyList<(string Name, byte[] Content, int Mode)> files)
    {
        var place = new NodeFiles("/");
        try
        {
            using var directory = NamedDirectory.Open(path, Disk.OfThisMachine);
            var there = directory.Names.Select(name => name.Name).ToHashSet(StringComparer.Ordinal);
            if (files.Select(file => file.Name).FirstOrDefault(there.Contains) is { } taken)
                throw new PkiProblemException(
                    WritingProblem.At(place, $"{path}/{taken}", PkiProblemId.ImpossibleChange,
                        "it already exists, and keys of earlier requests are never overwritten: use another directory"));
            directory.WriteAll(files);
        }
        catch (DiskException e)
        {
            throw new PkiProblemException(e.ToProblem(place));
        }
    }
}
