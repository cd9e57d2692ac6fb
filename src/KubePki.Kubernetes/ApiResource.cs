using System.Net.Http;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace KubePki.Kubernetes;

/// <summary>A collection of objects of one kind: how it is asked for, and how each of its objects is read.</summary>
/// <typeparam name="T">The objects.</typeparam>
public sealed class ApiResource<T>
    where T : ApiObject
{
    private readonly Func<ListParameters, CancellationToken, Task<HttpResponseMessage>> _ask;
    private readonly Func<ReadOnlyMemory<byte>, T> _read;

    private ApiResource(
        string apiVersion,
        string kind,
        Func<ListParameters, CancellationToken, Task<HttpResponseMessage>> ask,
        Func<ReadOnlyMemory<byte>, T> read)
    {
        ApiVersion = apiVersion;
        Kind = kind;
        _ask = ask;
        _read = read;
    }

    /// <summary>The API version of the collection, such as <c>certificates.k8s.io/v1</c>.</summary>
    public string ApiVersion { get; }

    /// <summary>The kind of its objects, such as <c>CertificateSigningRequest</c>. A list of them has <c>List</c> behind it.</summary>
    public string Kind { get; }

    /// <summary>Asks for a page, or for changes.</summary>
    /// <param name="parameters">What of the collection.</param>
    /// <param name="cancellation">Stops it at once.</param>
    /// <returns>The answer, its body not read yet. The caller disposes it.</returns>
    public Task<HttpResponseMessage> AskAsync(ListParameters parameters, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return _ask(parameters, cancellation);
    }

    /// <summary>
    /// Reads one object of the collection. What cannot be read as one has a <see cref="ApiObject.Problem"/>, so that it spoils no other.
    /// </summary>
    /// <param name="json">The object as JSON.</param>
    public T Read(ReadOnlyMemory<byte> json) => _read(json);

    internal static ApiResource<T> Of<TModel, TList>(
        string apiVersion,
        string kind,
        Func<ListParameters, CancellationToken, Task<HttpOperationResponse<TList>>> list,
        Func<TModel, string?, T> wrap)
        where TModel : class, IKubernetesObject<V1ObjectMeta> => new(
            apiVersion,
            kind,
            async (parameters, cancellation) => (await list(parameters, cancellation).ConfigureAwait(false)).Response,
            json => wrap(ApiJson.ReadItem<TModel>(json, kind, out var problem), problem));
}
