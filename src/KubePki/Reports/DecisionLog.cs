using System.Text.Json;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Reading;

namespace KubePki.Reports;

/// <summary>A log of decisions: one line of JSON for each, never rewritten.</summary>
public static class DecisionLog
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Opens a log to write at its end, once for a whole run. It is made for its owner alone when it is not there. A link that leads to it
    /// is followed where only root and the user who runs this can have made it.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be written, or somebody else's link leads there.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static FileStream Open(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, BufferSize = 0 };
        options.Share = FileShare.ReadWrite;
        if (OperatingSystem.IsWindows())
            return new FileStream(path, options);
        options.UnixCreateMode = OwnerOnly;
        if (!OperatingSystem.IsLinux())
            return new FileStream(path, options);
        var file = new NodeFiles("/").At(Path.GetFullPath(path));
        if (file.Distrust is { } distrust)
            throw new IOException($"{path}: {distrust}");
        // Outputs such as /dev/stderr are links of the kernel; what else is no path of a file has its own error.
        return file.ProblemId is null ? new FileStream(NamedFile.OpenToAppend(file.RealPath, (int)OwnerOnly), FileAccess.Write, 0)
            : new FileStream(path, options);
    }

    /// <summary>Adds a decision to a log.</summary>
    /// <param name="log">The log.</param>
    /// <param name="decision">The decision.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(Stream log, CsrDecision decision)
    {
        ArgumentNullException.ThrowIfNull(log);
        log.Write(Line(decision));
        log.Flush();
    }

    /// <summary>The line, with its end.</summary>
    /// <param name="decision">The decision.</param>
    public static byte[] Line(CsrDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("time", Times.Rfc3339(decision.AsOf));
            json.WriteString("name", decision.Name);
            json.WriteString("uid", decision.Request.Uid);
            json.WriteString("signerName", decision.Request.SignerName);
            json.WriteString("requestor", decision.Request.Requestor);
            json.WriteString("requestHash", decision.Request.RequestHash);
            json.WriteString("policy", decision.Policy);
            json.WriteString("decision", DecisionTable.Word(decision.Decision));
            json.WriteString("sentence", decision.Sentence);
            json.WriteString("action", decision.Action.ToString());
            json.WriteString("outcome", decision.Outcome);
            json.WriteStartArray("failed");
            foreach (var rule in decision.Failed)
                json.WriteStringValue(rule);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        line.WriteByte((byte)'\n');
        return line.ToArray();
    }
}
