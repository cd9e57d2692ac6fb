using System.Globalization;
using KubePki.Kubernetes;
using KubePki.Model;

namespace KubePki.Cluster.Trust;

/// <summary>URLs as the API server calls them, and writes them into its messages.</summary>
internal static class CallUrl
{
    private const string Scheme = "https://";

    /// <summary>The URL of who is called, without a query.</summary>
    public static string Of(CallTarget target)
    {
        if (target.Service is { } service)
            return string.Create(CultureInfo.InvariantCulture,
                $"{Scheme}{service.Name}.{service.Namespace}.svc:{service.Port}{Path(target.Path ?? "")}");
        var url = ShownUrl.Of(target.Url) ?? "";
        if (!url.StartsWith(Scheme, StringComparison.Ordinal) || ShownUrl.IsHidden(url))
            return url;
        var slash = url.IndexOf('/', Scheme.Length);
        return slash < 0 ? url + "/" : url[..slash] + Path(url[slash..]);
    }

    // client-go joins it with a slash in front, and leaves none behind.
    private static string Path(string path) => "/" + path.Trim('/');
}
