namespace KubePki.Node.Reading;

/// <summary>Works on several items at once and gives the results in the order of the items.</summary>
internal static class OrderedParallel
{
    // Enough to keep the threads busy, little enough to hold in memory.
    private const int AheadPerThread = 8;

    /// <summary>Applies a function; no more than a few results for each thread are ahead of the one that is taken.</summary>
    public static IEnumerable<TResult> Select<TSource, TResult>(IEnumerable<TSource> items, Func<TSource, TResult> function, int threads)
    {
        var running = new Queue<Task<TResult>>();
        foreach (var item in items)
        {
            if (threads == 1)
            {
                yield return function(item);
                continue;
            }
            running.Enqueue(Task.Run(() => function(item)));
            if (running.Count >= threads * AheadPerThread)
                yield return running.Dequeue().GetAwaiter().GetResult();
        }
        while (running.TryDequeue(out var task))
            yield return task.GetAwaiter().GetResult();
    }
}
