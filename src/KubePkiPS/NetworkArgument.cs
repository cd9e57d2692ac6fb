using System.Collections;
using System.Management.Automation;
using KubePki.Cluster.Csr.Policy;
using KubePki.Model;

namespace KubePkiPS;

/// <summary>What a user writes for the network of a cluster: a file, or a hashtable.</summary>
internal static class NetworkArgument
{
    /// <summary>The facts.</summary>
    /// <exception cref="ArgumentException">A key or a value is wrong.</exception>
    /// <exception cref="PkiProblemException">The file is wrong.</exception>
    public static NetworkFacts Read(object? argument, Func<string, string> resolve) =>
        ((argument as PSObject)?.BaseObject ?? argument) switch
        {
            null => new NetworkFacts(),
            NetworkFacts facts => facts,
            IDictionary values => Checked(FromValues(values)),
            var path => NetworkFacts.Read(resolve(LanguagePrimitives.ConvertTo<string>(path))),
        };

    private static NetworkFacts FromValues(IDictionary values)
    {
        var facts = new NetworkFacts();
        foreach (DictionaryEntry entry in values)
        {
            var texts = TextList.From(LanguagePrimitives.ConvertTo<string[]>(entry.Value));
            facts = entry.Key.ToString()!.ToUpperInvariant() switch
            {
                "APIENDPOINT" or "APIENDPOINTS" => facts with { ApiEndpoints = texts },
                "SERVICECIDR" or "SERVICECIDRS" => facts with { ServiceRanges = texts },
                "PODCIDR" or "PODCIDRS" => facts with { PodRanges = texts },
                "NAMESPACE" or "NAMESPACES" => facts with { Namespaces = texts },
                "CLUSTERDOMAIN" => facts with { ClusterDomain = texts.ToString() },
                _ => throw new ArgumentException(
                    $"-Network has no '{entry.Key}'. Use ApiEndpoint, ServiceCidr, PodCidr, Namespace and ClusterDomain."),
            };
        }
        return facts;
    }

    private static NetworkFacts Checked(NetworkFacts facts) =>
        facts.FirstError is { } error ? throw new ArgumentException($"-Network: {error}.") : facts;
}
