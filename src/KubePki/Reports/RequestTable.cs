using System.Globalization;
using KubePki.Model;

namespace KubePki.Reports;

/// <summary>Requests as a table for people.</summary>
public static class RequestTable
{
    /// <summary>A line a request.</summary>
    /// <param name="requests">The requests.</param>
    public static ReportText Write(IReadOnlyList<RequestedCertificate> requests)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var table = new TextTable("ROLE", "SUBJECT", "CA", "DAYS", "KEY", "REQUEST");
        foreach (var request in requests)
            table.Add(request.Role, request.Subject, request.Authority, request.Days.ToString(CultureInfo.InvariantCulture),
                request.KeyAlgorithm ?? "kept", Path.GetFileName(request.Path));
        return ReportText.Of(table);
    }

    /// <summary>What is done with the directory.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="root">The directory that stands for the node's <c>/</c>.</param>
    public static string Next(string directory, string root)
    {
        var next = Advice.Of($"kubepki import {directory}{(root == "/" ? null : Advice.Of($" --root {root}"))}");
        return "\nTake requests.md, extensions.cnf and the .csr files in "
            + $"{Printable.Text(directory)} to the CA. The .key files stay here.\n"
            + $"Put the signed certificates next to the requests, then run: {next}\n";
    }
}
