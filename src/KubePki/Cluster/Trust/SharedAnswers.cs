using System.Collections.Concurrent;

namespace KubePki.Cluster.Trust;

/// <summary>
/// What several parts ask is asked once. What could not be looked at for it is told by each of them, as if it had asked alone.
/// </summary>
internal sealed class SharedAnswers
{
    private readonly ConcurrentDictionary<object, Lazy<Task<(object Answer, IReadOnlyList<TrustGap> Gaps)>>> _answers = new();

    /// <summary>The answer to a question, asked now if nobody has.</summary>
    /// <param name="question">What is asked, by which it is known again.</param>
    /// <param name="asker">Who asks.</param>
    /// <param name="ask">Asks, with a context that keeps what could not be looked at.</param>
    public async Task<T> AskAsync<T>(object question, TrustContext asker, Func<TrustContext, Task<T>> ask)
        where T : class
    {
        var (answer, gaps) = await _answers.GetOrAdd(question, _ => new(() => AnswerAsync(asker, ask))).Value.ConfigureAwait(false);
        foreach (var gap in gaps)
            asker.Tell(gap);
        return (T)answer;
    }

    private static async Task<(object, IReadOnlyList<TrustGap>)> AnswerAsync<T>(TrustContext asker, Func<TrustContext, Task<T>> ask)
        where T : class
    {
        var gaps = new TrustLedger(asker.Options.Asked);
        return (await ask(asker.With(gaps)).ConfigureAwait(false), gaps.Gaps);
    }
}
