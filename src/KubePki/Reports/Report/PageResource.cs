using System.Security.Cryptography;
using System.Text;

namespace KubePki.Reports.Report;

/// <summary>The files that the page is made of; they lie in <c>Page</c> beside this, and in the assembly.</summary>
internal static class PageResource
{
    /// <summary>The frame of the page.</summary>
    public static string Frame { get; } = Read("report.html");

    /// <summary>Its style.</summary>
    public static string Style { get; } = Read("report.css");

    /// <summary>Its script: that of the page, after those of its parts.</summary>
    public static string Script { get; } = string.Concat(
        new[] { "page.js", "timeline.js", "graph.js", "lists.js", "main.js" }.Select(Read));

    /// <summary>What a content security policy knows an inline style or script by.</summary>
    public static string HashOf(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    private static string Read(string name)
    {
        using var stream = typeof(PageResource).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not in the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        // A checkout may have other line ends; the hash must be that of what a browser sees.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
