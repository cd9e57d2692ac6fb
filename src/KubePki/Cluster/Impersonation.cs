using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace KubePki.Cluster;

/// <summary>As whom a user acts (client-go, transport.ImpersonationConfig).</summary>
internal sealed record Impersonation(string User, string? Uid, IReadOnlyList<string> Groups, IReadOnlyList<(string Key, string Value)> Extra)
{
    private const string HeaderLetters = "!#$&'*+-.^_`|~";

    /// <exception cref="ClusterException">A value cannot stand in a header; without it, one would act as someone else.</exception>
    public void AddTo(HttpRequestHeaders headers)
    {
        Add(headers, "Impersonate-User", User);
        if (Uid is not null)
            Add(headers, "Impersonate-Uid", Uid);
        foreach (var group in Groups)
            Add(headers, "Impersonate-Group", group);
        foreach (var (key, value) in Extra)
            Add(headers, "Impersonate-Extra-" + Escape(key), value);
    }

    private static void Add(HttpRequestHeaders headers, string name, string value)
    {
        if (value.Any(char.IsControl) || !headers.TryAddWithoutValidation(name, value))
            throw new ClusterException(ClusterProblemId.BadKubeconfig, $"a request cannot carry {name}: {value}");
    }

    // What is no letter of header names is written as in URLs; so is the percent sign itself.
    private static string Escape(string key)
    {
        var text = new StringBuilder();
        foreach (var octet in Encoding.UTF8.GetBytes(key))
        {
            if (char.IsAsciiLetterOrDigit((char)octet) || HeaderLetters.Contains((char)octet, StringComparison.Ordinal))
                text.Append((char)octet);
            else
                text.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
        }
        return text.ToString();
    }
}
