using KubePki.Model;

namespace KubePki.Tests.Model;

/// <summary>Names as people count them.</summary>
public sealed class NaturalOrderTests
{
    [Fact]
    public void Numbers_are_compared_as_numbers() => Assert.Equal(["", "cp1", "w2", "w02a", "w10", "w10b", "w100", "x"],
        new[] { "x", "w100", "w10b", "cp1", "w02a", "w10", "w2", "" }.Order(NaturalOrder.Instance));

    [Fact]
    public void Only_the_same_name_is_equal()
    {
        Assert.Equal(0, NaturalOrder.Instance.Compare("w01", "w01"));
        Assert.NotEqual(0, NaturalOrder.Instance.Compare("w01", "w1"));
        Assert.Equal(-NaturalOrder.Instance.Compare("w1", "w01"), NaturalOrder.Instance.Compare("w01", "w1"));
    }
}
