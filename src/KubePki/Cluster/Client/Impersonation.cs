using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace KubePki.Cluster.Client;

/// <summary>As whom a user acts (client-go, transport.ImpersonationConfig).</summary>
internal sealed record Impersonation(
    string User, string? Uid, IReadOnlyList<string> Groups, IReadOnlyList<(string Key, string Value)> Extra)
{
    private const string HeaderLetters = "!#$&'*+-.^_`|~";

    /// <exception cref="ClusterException">A value cannot stand in a header; without it, one would act as someone else.</exception>
    public void AddTo(HttpRequestHeaders headers)
    {
        Add(headers, "Impersonate-User", User);
        if (Uid is not null)
            Add(headers, "Impersonate-Uid", Uid);
        if (Groups.Count > 0)
            Add(headers, "Impersonate-Group", [.. Groups]);
        foreach (var values in Extra.GroupBy(item => item.Key, item => item.Value, StringComparer.Ordinal))
            Add(headers, "Impersonate-Extra-" + Escape(values.Key), [.. values]);
    }

    /// <summary>Whether some header has several values.</summary>
    public bool HasRepeatedHeaders =>
        Groups.Count > 1 || Extra.Select(item => item.Key).Distinct(StringComparer.Ordinal).Count() < Extra.Count;

    private static void Add(HttpRequestHeaders headers, string name, params string[] values)
    {
        foreach (var value in values)
        {
            if (value.Any(c => char.IsControl(c) || c == RepeatedHeaders.Separator))
                throw new ClusterException(ClusterProblemId.BadKubeconfig, $"a request cannot carry {name}: {value}");
        }
        if (!headers.TryAddWithoutValidation(name, string.Join(RepeatedHeaders.Separator, values)))
            throw new ClusterException(ClusterProblemId.BadKubeconfig, $"a request cannot carry {name}");
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
