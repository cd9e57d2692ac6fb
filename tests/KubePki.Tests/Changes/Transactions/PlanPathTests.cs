using KubePki.Node.Layout;

namespace KubePki.Tests.Changes.Transactions;

public sealed class PlanPathTests
{
    [Theory]
    [InlineData("/etc/kubernetes/pki/ca.key", true)]
    [InlineData("/etc/etcd.crt", true)]
    [InlineData("/etc/ETCD.CRT", true)]
    [InlineData("/opt/certs/Server.PEM", true)]
    [InlineData("/etc/kubernetes.old/ca.key.bak", true)]
    [InlineData("/root/pki/sa.pub", true)]
    [InlineData("/etc/passwd", false)]
    [InlineData("/etc/ssh/host.key", false)]
    [InlineData("/usr/lib/x.crt", false)]
    [InlineData("/opt/certs/run.sh", false)]
    public void What_a_plan_may_change(string path, bool may) => Assert.Equal(may, PlanPaths.Has(path));
}
