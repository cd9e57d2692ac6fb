using System.Runtime.CompilerServices;
using KubePki.Cluster.Client;
using KubePki.Kubernetes;
using KubePki.Model;
using KubePki.Node.Forecast;

namespace KubePki.Cluster.Trust;

/// <summary>What a part works with: the cluster, what is asked, and where findings and gaps go.</summary>
internal sealed class TrustContext(
    ClusterClient client, TrustOptions options, TrustPart part, TrustLedger ledger, ServedCertificateFinder served, SharedAnswers shared)
{
    private const int Forbidden = 403;
    private const int NotFound = 404;

    /// <summary>The cluster.</summary>
    public ClusterClient Client => client;

    /// <summary>Sees what others than the API server serve.</summary>
    public ServedCertificateFinder Served => served;

    /// <summary>What other parts ask as well.</summary>
    public SharedAnswers Shared => shared;

    /// <summary>What is asked.</summary>
    public TrustOptions Options => options;

    /// <summary>The moment to look at, UTC.</summary>
    public DateTimeOffset AsOf { get; } = options.AsOf.ToUniversalTime();

    /// <summary>The moment for what does not lie in certificates, such as how long something has waited: no later than now, UTC.</summary>
    public DateTimeOffset Now { get; } = options.AsOf < client.Now ? options.AsOf.ToUniversalTime() : client.Now;

    /// <summary>What stands for the cluster in findings.</summary>
    private string Root { get; } = client.Server.ToString().TrimEnd('/');

    /// <summary>Whether a namespace is looked at; null stands for an object of the whole cluster, which is.</summary>
    public bool IsWanted(string? @namespace) =>
        @namespace is null || options.Namespaces.Count == 0 || options.Namespaces.Contains(@namespace, StringComparer.Ordinal);

    /// <summary>Reports a finding.</summary>
    public void Add(KubePkiFinding finding) => ledger.Add(finding with { Root = Root });

    /// <summary>Tells when something ends, and what stops then, for the forecast.</summary>
    public void Foresee(ForecastEnd end) => ledger.Add(end);

    /// <summary>Counts objects that were looked at: <c>Secrets</c>, 1.</summary>
    public void Count(string kinds, int more = 1) => ledger.Count(kinds, more);

    /// <summary>The same, whose findings and gaps go elsewhere.</summary>
    public TrustContext With(TrustLedger other) => new(client, options, part, other, served, shared);

    /// <summary>Reports what could not be looked at for a part that asked the same.</summary>
    public void Tell(TrustGap gap) => ledger.Add(gap with { Part = part.Name });

    /// <summary>Reports that something could not be looked at, because an object or an answer is not what it should be.</summary>
    public void Tell(string message) =>
        ledger.Add(new TrustGap { Id = ClusterProblemId.BadAnswer, Part = part.Name, Message = message });

    /// <summary>Reports that something could not be looked at.</summary>
    /// <param name="problem">Why.</param>
    /// <param name="right">The right that was used.</param>
    public void Tell(ClusterException problem, TrustRight right) => ledger.Add(new TrustGap
    {
        Id = problem.Id,
        Part = part.Name,
        Message = problem.Code == Forbidden ? $"{right}: forbidden ({problem.StatusMessage ?? problem.Reason ?? "403"})" : problem.Message,
        Right = problem.Code == Forbidden ? right : null,
    });

    /// <summary>Asks for one object. What is forbidden or malformed is told; the answer is null then, and where there is none.</summary>
    /// <param name="right">The right that is used.</param>
    /// <param name="ask">What is asked.</param>
    /// <param name="cancellation">Stops it at once.</param>
    /// <exception cref="ClusterException">The API server does not answer, or with an error that more calls would meet.</exception>
    public async Task<T?> TryAsync<T>(
        TrustRight right, Func<KubernetesApi, CancellationToken, Task<T>> ask, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await client.CallAsync(ask, cancellation).ConfigureAwait(false);
        }
        catch (ClusterException e) when (e.Code == NotFound)
        {
            return null;
        }
        catch (ClusterException e) when (IsOfThisCall(e))
        {
            Tell(e, right);
            return null;
        }
    }

    /// <summary>
    /// Lists a collection while it comes in: in memory is the object at hand. What is forbidden, and what is malformed, is told, and ends
    /// the list; a collection that the API server does not have is empty.
    /// </summary>
    /// <param name="right">The right that is used.</param>
    /// <param name="select">The collection.</param>
    /// <param name="read">Makes of each object what is wanted; null passes it over.</param>
    /// <param name="query">What of it; null for all, by the page size of the options.</param>
    /// <param name="cancellation">Stops it at once.</param>
    /// <exception cref="ClusterException">The API server does not answer, or with an error that more calls would meet.</exception>
    public async IAsyncEnumerable<TOut> ListAsync<T, TOut>(TrustRight right, Func<KubernetesApi, ApiResource<T>> select,
        Func<T, TOut?> read, ListQuery? query = null, [EnumeratorCancellation] CancellationToken cancellation = default)
        where T : ApiObject
        where TOut : class
    {
        var items = client.ListAsync(select, Whole, query ?? new ListQuery { PageSize = options.PageSize }, cancellation)
            .GetAsyncEnumerator(cancellation);
        await using (items.ConfigureAwait(false))
        {
            while (await HasNextAsync(items, right).ConfigureAwait(false))
                yield return items.Current;
        }

        TOut? Whole(T item)
        {
            if (item.Problem is null)
                return read(item);
            Tell($"{item.GetType().Name} {(item.Namespace is null ? "" : item.Namespace + "/")}{item.Name}: {item.Problem}");
            return null;
        }
    }

    /// <summary>A finding about an object.</summary>
    /// <param name="check">The check, one of the part's own.</param>
    /// <param name="severity">How much it matters here.</param>
    /// <param name="target">What it speaks of: an object or an endpoint.</param>
    /// <param name="message">What is wrong, in one sentence.</param>
    /// <param name="why">What stops working because of it.</param>
    /// <param name="remedy">What to do.</param>
    /// <param name="proof">The facts that were compared.</param>
    /// <param name="certificate">The certificate that it speaks of; null for none.</param>
    public KubePkiFinding Finding(string check, FindingSeverity severity, string target, string message, string why, Advice remedy,
        IEnumerable<string> proof, KubeCertificate? certificate = null) => new()
        {
            Check = check,
            SeverityLevel = severity,
            Target = Printable.Text(target),
            Message = Printable.Text(message),
            Proof = TextList.From(proof.Select(Printable.Text)),
            Why = Printable.Text(why),
            Remedy = remedy.ToString(),
            Reference = part.Checks.First(about => about.Name == check).Reference,
            Certificate = certificate,
            AsOf = AsOf,
        };

    private async Task<bool> HasNextAsync<T>(IAsyncEnumerator<T> items, TrustRight right)
    {
        try
        {
            return await items.MoveNextAsync().ConfigureAwait(false);
        }
        catch (ClusterException e) when (e.Code == NotFound)
        {
            return false;
        }
        catch (ClusterException e) when (IsOfThisCall(e))
        {
            Tell(e, right);
            return false;
        }
    }

    // Who does not answer one call does not answer the next: then it is the part that ends.
    private static bool IsOfThisCall(ClusterException e) => e.Code == Forbidden || e.Id == ClusterProblemId.BadAnswer;
}
