namespace KubePki.Changes.ExternalCa;

/// <summary>The names of the files in a directory of requests.</summary>
internal static class RequestFiles
{
    public const string Sheet = "requests.md";
    public const string Json = "requests.json";
    public const string Extensions = "extensions.cnf";

    public static string Request(string role) => $"{role}.csr";

    public static string Key(string role) => $"{role}.key";

    public static string Certificate(string role) => $"{role}.crt";
}
