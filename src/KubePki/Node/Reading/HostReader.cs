using System.Text;
using KubePki.Model;
using KubePki.Node.Reading.Files;

namespace KubePki.Node.Reading;

/// <summary>Reads what a node's files say of the machine: its name, its zone, its hardware clock.</summary>
internal static class HostReader
{
    private const string ZoneDirectory = "/zoneinfo/";

    public static HostState Read(NodeFiles files, CancellationToken cancellation) => new()
    {
        Name = FirstLine(files, "/etc/hostname", cancellation)?.ToLowerInvariant(),
        ClockSkew = files.ClockSkew,
        TimeZone = ZoneOfLink(files) ?? FirstLine(files, "/etc/timezone", cancellation),
        ClockIsLocal = Lines(files, "/etc/adjtime", cancellation).ElementAtOrDefault(2)?.Trim() switch
        {
            "LOCAL" => true,
            "UTC" => false,
            _ => null,
        },
    };

    private static string? ZoneOfLink(NodeFiles files)
    {
        var file = files.Resolve("/etc/localtime");
        var at = file.RealNodePath.IndexOf(ZoneDirectory, StringComparison.Ordinal);
        return at < 0 ? null : file.RealNodePath[(at + ZoneDirectory.Length)..];
    }

    private static string? FirstLine(NodeFiles files, string path, CancellationToken cancellation) =>
        Lines(files, path, cancellation).Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0 && line[0] != '#');

    private static string[] Lines(NodeFiles files, string path, CancellationToken cancellation)
    {
        if (files.At(path) is not { Exists: true } file)
            return [];
        using var bytes = file.Read(cancellation);
        // A name, a zone, three lines: what is longer is something else.
        return bytes.Span.Length > 4096 ? [] : Encoding.UTF8.GetString(bytes.Span).Split('\n');
    }
}
