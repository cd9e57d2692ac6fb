using System.Globalization;
using System.Text.RegularExpressions;
using KubePki.Model;
using KubePki.Yaml;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>Reads policy files. Their schema stands in docs/csr-policy.md; what is not in it is refused.</summary>
public static class PolicyFile
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private static readonly string[] KeyTypes = ["RSA-2048", "RSA-3072", "RSA-4096", "ECDSA-P256", "ECDSA-P384", "ECDSA-P521"];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>The policies, in the order of the file.</returns>
    /// <exception cref="PkiProblemException">The file cannot be read, or something in it is wrong.</exception>
    public static IReadOnlyList<ApprovalPolicy> Read(string path, CancellationToken cancellation = default) =>
        Read(SettingsFile.Read(path, cancellation));

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text, in UTF-8.</param>
    /// <param name="path">What it is called.</param>
    /// <exception cref="PkiProblemException">Something in it is wrong.</exception>
    public static IReadOnlyList<ApprovalPolicy> Parse(ReadOnlySpan<byte> text, string path) =>
        Read(SettingsFile.Parse(text, path, default));

    private static ApprovalPolicy[] Read(SettingsFile file)
    {
        var top = file.Mapping(file.Root, [.. ApprovalPolicy.BuiltIn]);
        if (top.Entries.Count == 0)
            throw file.Wrong(top, $"it contains no policy. Valid policies: {ApprovalPolicy.BuiltIn}");
        return [.. top.Entries.Select(entry => ReadPolicy(file, ((YamlScalar)entry.Key).Value, entry.Value))];
    }

    private static ApprovalPolicy ReadPolicy(SettingsFile file, string name, YamlNode node)
    {
        // "kubelet-serving:" and nothing behind it is the built-in policy as it is.
        if (node is YamlScalar { IsNull: true })
            return ApprovalPolicy.Find(name);
        var isServing = name == ApprovalPolicy.KubeletServing;
        string[] keys = ["nodeNames", "maxDuration", "requireDuration", "requiredEvidence", "keyTypes", "maxAge"];
        var top = file.Mapping(node, isServing ? [.. keys, "dnsNames", "addressRanges", "maxNames"] : keys);
        var nodeNames = file.Texts(top, "nodeNames", IsPattern, "is not a supported regular expression");
        var dnsNames = file.Texts(top, "dnsNames", IsPattern, "is not a supported regular expression");
        var ranges = file.Texts(top, "addressRanges", text => Addresses.TryRange(text, out _), "is not a valid address range");
        return new ApprovalPolicy
        {
            Name = name,
            NodeNames = nodeNames,
            NodeNamePatterns = nodeNames.Select(Compile).ToArray(),
            DnsNames = dnsNames,
            DnsNamePatterns = dnsNames.Select(Compile).ToArray(),
            AddressRanges = ranges,
            Ranges = ranges.Select(text => Addresses.TryRange(text, out var range) ? range : default).ToArray(),
            MaxDuration = Span(file, top, "maxDuration", ApprovalPolicy.LongestDuration, TimeSpan.FromSeconds(600)),
            RequireDuration = file.Truth(top, "requireDuration"),
            RequiredEvidence = file
                .Texts(top, "requiredEvidence", text => TrySource(text, out _), "is not one of Node, Inventory, Dns, Served")
                .Aggregate(NodeAddressSource.None, (all, text) => TrySource(text, out var source) ? all | source : all),
            KeyTypes = file.Texts(top, "keyTypes", KeyTypes.Contains, $"is not one of {string.Join(", ", KeyTypes)}"),
            MaxNames = Count(file, top, "maxNames", ApprovalPolicy.MostNames),
            MaxAge = Span(file, top, "maxAge", ApprovalPolicy.OldestRequest, TimeSpan.FromSeconds(1)),
        };
    }

    /// <summary>Reads the name of a source.</summary>
    /// <param name="text">The name, in any case.</param>
    /// <param name="source">The source.</param>
    public static bool TrySource(string text, out NodeAddressSource source) =>
        Enum.TryParse(text, ignoreCase: true, out source)
        && source is NodeAddressSource.Node or NodeAddressSource.Inventory or NodeAddressSource.Dns or NodeAddressSource.Served
        && !char.IsAsciiDigit(text[0]);

    // The whole name must fit, whatever the pattern says; and no pattern takes long.
    private static Regex Compile(string pattern) => new($@"\A(?:{pattern})\z", Options);

    private static bool IsPattern(string pattern)
    {
        try
        {
            // Brackets must close inside of the pattern, else they would close the anchors' group.
            _ = new Regex(pattern, Options);
            _ = Compile(pattern);
            return pattern.Length > 0;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    // Narrower than the hard rules, or it is an error: nobody shall think that they were lifted.
    private static TimeSpan Span(SettingsFile file, YamlMapping top, string key, TimeSpan most, TimeSpan least)
    {
        var text = file.Text(top, key, text => Lifetimes.TryParse(text, out var span) && span <= most && span >= least,
            $"is not a duration from {HumanDuration.Text(least)} to {HumanDuration.Text(most)}");
        return text is not null && Lifetimes.TryParse(text, out var read) ? read : most;
    }

    private static int Count(SettingsFile file, YamlMapping top, string key, int most)
    {
        var text = file.Text(top, key,
            text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1 && count <= most,
            string.Create(CultureInfo.InvariantCulture, $"is not a number from 1 to {most}"));
        return text is null ? most : int.Parse(text, CultureInfo.InvariantCulture);
    }
}
