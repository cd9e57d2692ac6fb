using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace KubePki.Benchmarks;

/// <summary>
/// Makes pending serving requests of honest nodes, with the nodes and their inventory: requests.json, nodes.json, nodes.csv.
/// </summary>
internal static class RequestSample
{
    /// <summary>Writes them into a directory.</summary>
    public static void Write(string directory, int count)
    {
        Directory.CreateDirectory(directory);
        using var requests = Start(Path.Combine(directory, "requests.json"));
        using var nodes = Start(Path.Combine(directory, "nodes.json"));
        using var inventory = new StreamWriter(Path.Combine(directory, "nodes.csv"));
        inventory.WriteLine("name,addresses");
        for (var i = 0; i < count; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"worker-{i}");
            var address = string.Create(CultureInfo.InvariantCulture, $"10.{i / 62500}.{i / 250 % 250}.{1 + (i % 250)}");
            WriteRequest(requests, name, address);
            WriteNode(nodes, name, address);
            inventory.WriteLine($"{name},{address}");
            requests.Flush();
            nodes.Flush();
        }
        End(requests);
        End(nodes);
    }

    private static Utf8JsonWriter Start(string path)
    {
        var writer = new Utf8JsonWriter(File.Create(path), new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteString("apiVersion", "v1");
        writer.WriteStartArray("items");
        return writer;
    }

    private static void End(Utf8JsonWriter writer)
    {
        writer.WriteEndArray();
        writer.WriteString("kind", "List");
        writer.WriteEndObject();
    }

    private static void WriteRequest(Utf8JsonWriter writer, string name, string address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=system:node:{name}, O=system:nodes", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        writer.WriteStartObject();
        writer.WriteString("apiVersion", "certificates.k8s.io/v1");
        writer.WriteString("kind", "CertificateSigningRequest");
        writer.WriteStartObject("metadata");
        writer.WriteString("creationTimestamp", "2026-07-01T11:58:00Z");
        writer.WriteString("name", "csr-" + name);
        writer.WriteString("resourceVersion", "100");
        writer.WriteString("uid", Guid.NewGuid().ToString());
        writer.WriteEndObject();
        writer.WriteStartObject("spec");
        WriteList(writer, "groups", "system:nodes", "system:authenticated");
        writer.WriteString("request", Convert.ToBase64String(Encoding.ASCII.GetBytes(request.CreateSigningRequestPem() + "\n")));
        writer.WriteString("signerName", "kubernetes.io/kubelet-serving");
        WriteList(writer, "usages", "digital signature", "server auth");
        writer.WriteString("username", "system:node:" + name);
        writer.WriteEndObject();
        writer.WriteStartObject("status");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteNode(Utf8JsonWriter writer, string name, string address)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("metadata");
        writer.WriteString("name", name);
        writer.WriteEndObject();
        writer.WriteStartObject("status");
        writer.WriteStartArray("addresses");
        foreach (var (type, value) in new[] { ("InternalIP", address), ("Hostname", name) })
        {
            writer.WriteStartObject();
            writer.WriteString("address", value);
            writer.WriteString("type", type);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, string name, params string[] texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
