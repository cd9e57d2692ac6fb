using KubePki.Reports;

namespace KubePki.Tests.Reports;

public sealed class SkinTests
{
    [Theory]
    [InlineData("valid. Use -Force (kubepki: --force) to renew.", "valid. Use -Force to renew.", "valid. Use --force to renew.")]
    [InlineData("on request only (-Authority -Force; kubepki: --authority --force), with", "on request only (-Authority -Force), with",
        "on request only (--authority --force), with")]
    [InlineData("its role (-Role apiserver; kubepki: --role apiserver).", "its role (-Role apiserver).", "its role (--role apiserver).")]
    [InlineData("A key-Pair (or not) --as it-Is", "A key-Pair (or not) --as it-Is", "A key-Pair (or not) --as it-Is")]
    public void Each_is_told_its_own_option(string text, string cmdlet, string program)
    {
        Assert.Equal(cmdlet, Skin.PowerShell(text));
        Assert.Equal(program, Skin.Console(text));
    }
}
