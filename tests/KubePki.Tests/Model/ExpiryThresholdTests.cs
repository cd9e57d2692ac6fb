using KubePki.Model;

namespace KubePki.Tests.Model;

public sealed class ExpiryThresholdTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("30d", 30 * 24)]
    [InlineData("12h", 12)]
    [InlineData("2w", 14 * 24)]
    [InlineData("1y", 365 * 24)]
    [InlineData("90m", 1.5)]
    [InlineData(" 1.5d ", 36)]
    [InlineData("30.00:00:00", 30 * 24)]
    public void Spans_are_read(string text, double hours)
    {
        Assert.True(ExpiryThreshold.TryParse(text, out var threshold));
        var end = Start.AddYears(1);
        Assert.True(threshold.Covers(Start, end, end.AddHours(-hours)));
        Assert.False(threshold.Covers(Start, end, end.AddHours(-hours).AddSeconds(-1)));
    }

    [Fact]
    public void A_share_is_one_of_the_whole_lifetime()
    {
        Assert.True(ExpiryThreshold.TryParse("20%", out var threshold));
        Assert.True(threshold.Covers(Start, Start.AddDays(100), Start.AddDays(80)));
        Assert.False(threshold.Covers(Start, Start.AddDays(100), Start.AddDays(79)));
        Assert.Equal("20%", threshold.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("30")]
    [InlineData("d")]
    [InlineData("-1d")]
    [InlineData("120%")]
    [InlineData("1e400d")]
    [InlineData("soon")]
    public void Anything_else_is_refused(string? text) => Assert.False(ExpiryThreshold.TryParse(text, out _));
}
