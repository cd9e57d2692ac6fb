using KubePki.Reports;

namespace KubePki.Tests.Reports;

public sealed class RemedyTextTests
{
    [Theory]
    [InlineData("systemctl restart k3s  # it renews", "systemctl restart k3s  # it renews")]
    [InlineData("mv a b && kubeadm c && d", "mv a b &&", "kubeadm c &&", "d")]
    [InlineData("kubepki repair --yes (preview: --what-if). By hand: a; then b", "kubepki repair --yes (preview: --what-if)", "By hand: a",
        "then b")]
    [InlineData("chmod 600 '/a && b; c. By hand: d'; e", "chmod 600 '/a && b; c. By hand: d'", "e")]
    [InlineData("(set -C; a > b) && mv x x.\"$(date; true)\"", "(set -C; a > b) &&", "mv x x.\"$(date; true)\"")]
    [InlineData("Do this. Then that, it's good; or not", "Do this. Then that, it's good; or not")]
    [InlineData("", "")]
    public void Commands_have_a_line_each_and_are_never_broken(string remedy, params string[] lines) =>
        Assert.Equal(lines, RemedyText.Lines(remedy));
}
