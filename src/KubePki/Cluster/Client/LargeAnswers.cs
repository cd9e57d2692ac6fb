using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace KubePki.Cluster.Client;

/// <summary>
/// Lets few answers at a time hold much in memory: many are read at once, and a server that is hostile makes each as large as it may be.
/// Who waits does so in the time of its own call.
/// </summary>
internal static class LargeAnswers
{
    /// <summary>What any answer may hold without asking: no ordinary object is larger.</summary>
    public const int Threshold = 1024 * 1024;

    private const int Most = 2;

    private static readonly SemaphoreSlim Places = new(Most);

    // Used again: made anew for each, they would be in memory until somebody collects them.
    private static readonly ConcurrentBag<byte[]> Buffers = [];

    /// <summary>A buffer of <see cref="BoundedBody.Limit"/> octets, once there is a place.</summary>
    /// <exception cref="ClusterException">The time of the call is over.</exception>
    public static async Task<byte[]> RentAsync(Deadline deadline)
    {
        await deadline.Run(async stop =>
        {
            await Places.WaitAsync(stop).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        return Buffers.TryTake(out var buffer) ? buffer : new byte[BoundedBody.Limit];
    }

    /// <summary>Gives it back.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="used">How much of it was written: there may have been Secrets in it.</param>
    public static void Return(byte[] buffer, int used)
    {
        CryptographicOperations.ZeroMemory(buffer.AsSpan(0, used));
        Buffers.Add(buffer);
        Places.Release();
    }
}
