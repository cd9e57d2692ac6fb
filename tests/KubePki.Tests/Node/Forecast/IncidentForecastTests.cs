using System.Globalization;
using KubePki.Model;
using KubePki.Node.Forecast;
using KubePki.Node.Reading;
using KubePki.Reports;

namespace KubePki.Tests.Node.Forecast;

/// <summary>The five incidents, started a month before their day: the right day, and the right order.</summary>
public sealed class IncidentForecastTests
{
    private static readonly string[] Order =
    [
        "etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "apiserver-kubelet-client", "front-proxy-client",
        "admin.conf", "etcd-healthcheck-client",
    ];

    [Theory]
    [InlineData("outage-2019", "2019-08-08", "2019-09-08T03:38:09Z", "2019-08-09")]
    [InlineData("expired-2020", "2020-06-26", "2020-07-27T06:24:58Z", "2020-06-27")]
    public void A_control_plane_whose_certificates_all_end(string tree, string asOf, string day, string calm)
    {
        var forecast = Run(tree, asOf);
        var stops = forecast.Events.Where(item => item.Change == ForecastChange.Stops).ToList();
        Assert.Equal(Order, stops.Select(stop => stop.Part));
        Assert.All(stops, stop => Assert.Equal(Moment(day), stop.At));
        Assert.Equal(["the API server"], stops[0].StopsNext);
        Assert.Equal(["the controller manager", "the scheduler", "kubelet"], stops[1].StopsNext);
        Assert.Equal(calm, Times.Date(forecast.FirstStop!.CalmUntil!.Value));
        Assert.Equal(31, forecast.FirstStop.DaysFromNow);
        Assert.StartsWith($"The API server stops on {day[..10]} (31 days); the last calm day to renew is {calm}.",
            ForecastReport.Write(forecast), StringComparison.Ordinal);
        // What many believe: rotation would save kubelet.
        var missed = forecast.Events.Single(item => item.Change == ForecastChange.Misses);
        Assert.Contains("embedded in /etc/kubernetes/kubelet.conf", missed.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kubelet_with_a_certificate_from_the_future_heals_to_the_second()
    {
        using var tree = NodeTree.Unpack("power-loss");
        Rename(tree);
        var forecast = Run(tree, "2021-08-01");
        var kubelet = forecast.Events.Where(item => item.Part == "kubelet").ToList();
        Assert.Equal([ForecastChange.Stops, ForecastChange.Heals, ForecastChange.Renews], kubelet.Select(item => item.Change));
        Assert.Equal(Moment("2021-08-01T00:00:00Z"), kubelet[0].At);
        Assert.Equal("time, at 2021-09-01T05:11:39Z", kubelet[0].HealsBy);
        Assert.Equal(Moment("2021-09-01T05:11:39Z"), kubelet[1].At);
        Assert.Contains("No control plane was read: it is assumed to work.", ForecastReport.Headline(forecast));
    }

    [Fact]
    public void A_kubelet_of_another_name_does_not_heal_on_that_day()
    {
        var forecast = Run("power-loss", "2021-08-01");
        var kubelet = forecast.Events.Where(item => item.Part == "kubelet").ToList();
        Assert.Equal([ForecastChange.Broken, ForecastChange.Stops], kubelet.Select(item => item.Change));
        Assert.EndsWith("Its name is system:node:node30.eams.supwisdom.com, but the node is node30.", kubelet[0].What,
            StringComparison.Ordinal);
        Assert.EndsWith("is not valid before 2021-09-01T05:11:39Z", kubelet[1].Cause, StringComparison.Ordinal);
        Assert.Null(kubelet[1].HealsBy);
    }

    [Fact]
    public void Before_the_power_loss_its_day_lies_in_the_window_of_rotation()
    {
        using var tree = NodeTree.Unpack("power-loss");
        Rename(tree);
        tree.Delete(TreeEdits.KubeletPki + "kubelet-client-2021-09-01-13-21-24.pem");
        tree.Delete(TreeEdits.KubeletPki + "kubelet-client-current.pem");
        tree.Link(TreeEdits.KubeletPki + "kubelet-client-current.pem", TreeEdits.KubeletPki + "kubelet-client-2020-11-06-02-48-49.pem");
        var renewal = Run(tree, "2021-08-01").Events.First(item => item.Part == "kubelet");
        Assert.Equal(ForecastChange.Renews, renewal.Change);
        Assert.Equal(Moment("2021-09-30T06:43:49Z"), renewal.At);
        Assert.InRange(Moment("2021-09-01T05:11:39Z"), renewal.Earliest!.Value, renewal.At);
    }

    [Fact]
    public void What_an_earlier_cluster_left_behind_is_broken_from_the_first_day()
    {
        var forecast = Run("cni-leftover", "2020-05-21");
        var broken = forecast.Events.First(item => item.Change == ForecastChange.Broken);
        Assert.StartsWith("AuthorityTwin: ", broken.Cause, StringComparison.Ordinal);
        Assert.Equal(FindingSeverity.Critical, broken.Severity);
        // A month before, nothing is valid; when it is, pods still get no network.
        var heals = forecast.Events.Where(item => item.Change == ForecastChange.Heals).ToList();
        Assert.Equal(Order, heals.Select(item => item.Part));
        Assert.All(heals, item => Assert.Equal(Moment("2020-06-20T12:00:00Z"), item.At));
        Assert.Contains(ForecastReport.Headline(forecast), line => line.StartsWith("Broken already: The CA in /etc/cni/net.d",
            StringComparison.Ordinal));
    }

    [Fact]
    public void A_cluster_of_which_only_kubelet_renews_itself()
    {
        var forecast = Run("healthy", "2027-04-20", 300);
        Assert.Equal(["kubelet", "kubelet-server", .. Order], forecast.Events.Select(item => item.Part));
        Assert.Equal(ForecastChange.Renews, forecast.Events[0].Change);
        Assert.Equal(Moment("2027-06-01T07:00:00Z"), forecast.Events[1].At);
        Assert.All(forecast.Events.Skip(2), item => Assert.Equal(Moment("2027-06-01T08:00:00Z"), item.At));
        var kubelet = forecast.Events.Last(item => item.Part == "kubelet");
        Assert.Equal(("the API server has stopped", "the API server"), (kubelet.Cause, kubelet.HealsBy));
        Assert.Equal("the API server has stopped. It recovers when the API server works again", ForecastReport.Why(kubelet));
    }

    // The name under which the node has its certificate.
    private static void Rename(NodeTree tree) => tree.Replace("/var/lib/kubelet/kubeadm-flags.env", "--hostname-override=node30 ",
        "--hostname-override=node30.eams.supwisdom.com ");

    private static ForecastResult Run(string tree, string asOf, int days = Forecaster.UsualDays)
    {
        using var node = NodeTree.Unpack(tree);
        return Run(node, asOf, days);
    }

    private static ForecastResult Run(NodeTree tree, string asOf, int days = Forecaster.UsualDays) =>
        Forecaster.Run([new NodeReader(new ReadOptions { Root = tree.Root, AsOf = Moment(asOf) }).ReadNode()], days);

    private static DateTimeOffset Moment(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
