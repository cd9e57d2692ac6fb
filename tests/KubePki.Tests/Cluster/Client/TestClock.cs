namespace KubePki.Tests.Cluster.Client;

/// <summary>A clock that shows a given time; waiting takes as long as ever.</summary>
internal sealed class TestClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
