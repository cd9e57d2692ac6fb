using KubePki.Model;
using KubePki.Node.Forecast;
using KubePki.Node.Reading;
using KubePki.Reports;

namespace KubePki.Tests.Node.Forecast;

/// <summary>What stops what, and what heals, beyond the incidents.</summary>
public sealed class ForecasterTests
{
    private const string Kubelet = "kubelet";

    private static readonly DateTimeOffset January = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset February = January.AddMonths(1);

    // Where all of the tree's own certificates end.
    private static readonly DateTimeOffset End = new(2027, 6, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void One_member_of_three_is_missed_by_nobody_and_the_second_takes_the_quorum()
    {
        using var trees = new Trees(3);
        trees[0].Issue("etcd/peer", Leaf("CN=cp1", January), "etcd/ca");
        trees[1].Issue("etcd/peer", Leaf("CN=cp1", February), "etcd/ca");
        var events = trees.Run().Events;
        var members = events.Where(item => item is { Part: "etcd-peer", Change: ForecastChange.Stops }).ToList();
        Assert.Equal([January, February], members.Take(2).Select(item => item.At));
        Assert.Empty(members[0].StopsNext);
        Assert.Equal(3, events.Count(item => item.Part == "etcd" && item.At == February && item.Change == ForecastChange.Stops));
        Assert.Equal(3, events.Count(item => item.Part == "kube-apiserver" && item.At == February
            && item.Change == ForecastChange.Stops));
        Assert.DoesNotContain(events, item => item.Part is "etcd" or "kube-apiserver" && item.At < February
            && item.Change == ForecastChange.Stops);
    }

    [Fact]
    public void A_node_that_is_named_twice_has_one_vote()
    {
        using var trees = new Trees(1);
        trees[0].Link("/link", trees[0].Root);
        var node = Read(trees[0]);
        var twice = new NodeReader(new ReadOptions { Root = trees[0].Path("/link"), AsOf = node.AsOf }).ReadNode();
        Assert.Equal(trees.Run().Events, Forecaster.Run([node, twice]).Events);
        Assert.Single(Forecaster.Run([node, twice]).Nodes);
    }

    [Fact]
    public void Alone_a_member_of_etcd_needs_no_peer_certificate()
    {
        using var trees = new Trees(1, joins: false);
        trees[0].Issue("etcd/peer", Leaf("CN=cp1", January), "etcd/ca");
        Assert.DoesNotContain(trees.Run().Events, item =>
            item is { Part: "etcd" or "etcd-peer" or "kube-apiserver", Change: ForecastChange.Stops } && item.At < End);
    }

    [Fact]
    public void While_another_API_server_works_nothing_follows()
    {
        using var trees = new Trees(2, joins: false);
        trees[0].Issue("apiserver", Leaf("CN=kube-apiserver", January) with { Usages = ["serverAuth"], Names = ["cp1"] });
        var forecast = trees.Run();
        var first = forecast.FirstStop!;
        Assert.Equal(("kube-apiserver", January, 0), (first.Part, first.At, first.StopsNext.Count));
        Assert.DoesNotContain(forecast.Events, item => item.Part == "kube-scheduler" && item.At < End);
        Assert.StartsWith("The API server of cp1 stops on 2027-01-01", ForecastReport.Headline(forecast)[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Nodes_of_other_clusters_share_nothing()
    {
        using var healthy = NodeTree.Unpack("healthy");
        using var expired = NodeTree.Unpack("expired-2020");
        var events = Forecaster.Run([Read(healthy), Read(expired)]).Events;
        Assert.DoesNotContain(events, item => item.NodeName == "cp1" && item.Part == "kube-scheduler" && item.At < End);
        Assert.Contains(events, item => item.NodeName == "kubemaster" && item.Part == "kube-scheduler" && item.DaysFromNow < -2000);
    }

    [Fact]
    public void Without_rotation_kubelet_misses_its_window_and_stops()
    {
        using var trees = new Trees(1, joins: false);
        trees[0].Replace("/var/lib/kubelet/config.yaml", "rotateCertificates: true", "rotateCertificates: false");
        var kubelet = trees.Run().Events.Where(item => item.Part == Kubelet).ToList();
        Assert.Equal([ForecastChange.Misses, ForecastChange.Stops], kubelet.Select(item => item.Change));
        Assert.Equal("rotateCertificates is not true in /var/lib/kubelet/config.yaml", kubelet[0].Cause);
        Assert.Equal(new DateTimeOffset(2027, 6, 1, 7, 56, 0, TimeSpan.Zero), kubelet[1].At);
    }

    [Fact]
    public void Without_a_signer_kubelet_misses_its_window()
    {
        using var trees = new Trees(1, joins: false);
        trees[0].IssueConf("controller-manager.conf", Leaf("CN=system:kube-controller-manager", January));
        var events = trees.Run().Events;
        Assert.Equal("the controller manager, which signs, has stopped", events.Single(item => item.Change == ForecastChange.Misses).Cause);
        Assert.Equal("kube-controller-manager", events[0].Part);
    }

    [Fact]
    public void A_CA_whose_key_is_elsewhere_signs_for_no_kubelet()
    {
        using var trees = new Trees(1, joins: false);
        trees[0].Delete("/etc/kubernetes/pki/ca.key");
        Assert.Equal("no valid CA with its key is where the controller manager runs",
            trees.Run().Events.Single(item => item.Change == ForecastChange.Misses).Cause);
    }

    [Fact]
    public void The_end_of_a_CA_ends_what_it_signed_and_nothing_is_signed_beyond_it()
    {
        using var trees = new Trees(1, joins: false);
        trees[0].Reissue("ca", certificate => certificate with { End = February });
        var forecast = trees.Run();
        Assert.Equal(("kube-apiserver", February), (forecast.FirstStop!.Part, forecast.FirstStop.At));
        Assert.Contains("its CA /etc/kubernetes/pki/ca.crt expires", forecast.FirstStop.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Short_lives_are_renewed_again_and_again()
    {
        using var trees = new Trees(1, joins: false);
        trees[0].Replace("/etc/kubernetes/manifests/kube-controller-manager.yaml", "    - --cluster-name=",
            "    - --cluster-signing-duration=240h\n    - --cluster-name=");
        var renewals = trees.Run().Events.Where(item => item.Change == ForecastChange.Renews).ToList();
        Assert.Equal(TimeSpan.FromDays(9), renewals[1].At - renewals[0].At + TimeSpan.FromMinutes(5));
        Assert.True(renewals.Count > 3);
    }

    [Fact]
    public void A_distribution_that_renews_at_its_start_says_from_when()
    {
        using var tree = NodeTree.UnpackField("k3s-dynamic-cert");
        var events = Forecaster.Run([new NodeReader(new ReadOptions
        {
            Root = tree.Path("/root"),
            AsOf = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero),
        }).ReadNode()]).Events;
        var opening = events.Single(item => item.Change == ForecastChange.Opens);
        Assert.Equal("From here on a restart of k3s renews its certificates", opening.What);
        Assert.Equal(new DateTimeOffset(2024, 11, 1, 0, 0, 0, TimeSpan.Zero).AddDays(-90), opening.At);
        Assert.Equal("systemctl restart k3s", events.First(item => item.Part == "kube-apiserver").HealsBy);
    }

    [Fact]
    public void Where_nothing_stops_it_is_said()
    {
        using var trees = new Trees(1, joins: false);
        var forecast = Forecaster.Run([Read(trees[0])], days: 30);
        Assert.Empty(forecast.Events);
        Assert.StartsWith("Nothing stops within 30 days, until 2026-07-31.\n", ForecastReport.Write(forecast), StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_stopped_has_stopped_on_its_day()
    {
        using var tree = NodeTree.Unpack("expired-2020");
        var forecast = Forecaster.Run([Read(tree)]);
        Assert.StartsWith("The API server has been down since 2020-07-27: ", ForecastReport.Headline(forecast)[0],
            StringComparison.Ordinal);
        Assert.All(forecast.Events.Where(item => item.Change == ForecastChange.Stops),
            item => Assert.Equal("2020-07-27", Times.Date(item.At)));
    }

    [Fact]
    public void What_only_follows_is_told_with_the_calm_day_of_its_cause()
    {
        using var trees = new Trees(1, joins: false);
        trees[0].Issue("etcd/server", Leaf("CN=cp1", January), "etcd/ca");
        var forecast = trees.Run();
        Assert.Equal(("kube-apiserver", January, null), (forecast.FirstStop!.Part, forecast.FirstStop.At, forecast.FirstStop.CalmUntil));
        Assert.Equal(new DateTimeOffset(2026, 12, 2, 0, 0, 0, TimeSpan.Zero), forecast.CalmUntil);
        Assert.Equal("The API server stops on 2027-01-01 (184 days); the last calm day to renew is 2026-12-02.",
            ForecastReport.Headline(forecast)[0]);
        Assert.Equal("etcd has stopped. It recovers when etcd works again", ForecastReport.Why(forecast.FirstStop));
        Assert.Equal("etcd stops. This takes down the API server",
            ForecastReport.Sentence(forecast.Events.First(item => item.Part == "etcd")));
    }

    [Fact]
    public void What_is_not_valid_yet_is_down()
    {
        using var trees = new Trees(1, joins: false);
        trees[0].Issue("apiserver", Leaf("CN=kube-apiserver", February) with { Start = January });
        var forecast = trees.Run();
        Assert.Null(forecast.CalmUntil);
        Assert.Equal("The API server is down: /etc/kubernetes/pki/apiserver.crt is not valid before 2027-01-01T00:00:00Z. "
            + "Healed by time, at 2027-01-01T00:00:00Z.", ForecastReport.Headline(forecast)[0]);
    }

    [Fact]
    public void What_kubelet_made_for_itself_stops_nothing_while_it_serves_what_the_cluster_signs()
    {
        using var trees = new Trees(1, joins: false);
        Assert.Contains(trees.Run().Events, item => item.Part == "kubelet-server");
        trees[0].Replace("/var/lib/kubelet/config.yaml", "staticPodPath:", "serverTLSBootstrap: true\nstaticPodPath:");
        Assert.DoesNotContain(trees.Run().Events, item => item.Part == "kubelet-server");
    }

    [Theory]
    [InlineData("etcd", "etcd")]
    [InlineData("kube-scheduler", "The scheduler")]
    [InlineData("etcd-peer", "The etcd member")]
    [InlineData("front-proxy-client", "Access to aggregated APIs")]
    [InlineData("apiserver-kubelet-client", "kubectl logs and exec")]
    [InlineData("admin.conf", "admin.conf")]
    public void A_sentence_begins_with_what_people_call_a_part(string part, string subject)
    {
        var stop = new KubePkiForecastEvent
        {
            At = February, Change = ForecastChange.Stops, Severity = FindingSeverity.Error, Part = part, What = "", Cause = "", Root = "/",
            AsOf = January,
        };
        Assert.Equal($"{subject} stops on 2027-02-01 (31 days).",
            ForecastReport.Headline(new ForecastResult([stop], January, February, ["cp1"], true))[0]);
    }

    [Fact]
    public void It_can_be_stopped()
    {
        using var trees = new Trees(1, joins: false);
        Assert.ThrowsAny<OperationCanceledException>(() => Forecaster.Run([Read(trees[0])], 400, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void What_has_missed_its_window_is_not_taken_to_renew()
    {
        using var tree = NodeTree.Unpack("healthy");
        var kubelet = Forecaster.Run([Read(tree, new DateTimeOffset(2027, 5, 20, 0, 0, 0, TimeSpan.Zero))]).Events
            .Where(item => item.Part == Kubelet).ToList();
        Assert.Equal([ForecastChange.Misses, ForecastChange.Stops], kubelet.Select(item => item.Change));
        Assert.Equal(new DateTimeOffset(2027, 4, 25, 19, 56, 0, TimeSpan.Zero), kubelet[0].At);
        Assert.StartsWith("kubelet should have renewed its credential by 2027-04-25T19:56:00Z, and has not", kubelet[0].What,
            StringComparison.Ordinal);
        Assert.Equal(new DateTimeOffset(2027, 6, 1, 7, 56, 0, TimeSpan.Zero), kubelet[1].At);
        Assert.Equal("kubelet stops, unless it renews before: the node becomes NotReady", kubelet[1].What);
    }

    [Fact]
    public void A_kubelet_of_another_name_is_broken_and_renews_never()
    {
        using var trees = new Trees(1, joins: false);
        trees[0].Write("/var/lib/kubelet/kubeadm-flags.env", "KUBELET_KUBEADM_ARGS=\"--hostname-override=cp9\"\n");
        var kubelet = Assert.Single(trees.Run().Events, item => item.Part == Kubelet);
        Assert.Equal((ForecastChange.Broken, FindingSeverity.Error), (kubelet.Change, kubelet.Severity));
        Assert.Equal("kubelet (/var/lib/kubelet/pki/kubelet-client-2026-06-01-08-01-00.pem): Its name is system:node:cp1, "
            + "but the node is cp9.", kubelet.What);
    }

    [Fact]
    public void Without_an_API_server_kubelet_misses_its_window_and_ends_for_good()
    {
        using var trees = new Trees(1, joins: false);
        trees[0].Issue("apiserver", Leaf("CN=kube-apiserver", January));
        var kubelet = trees.Run().Events.Where(item => item.Part == Kubelet).ToList();
        Assert.Equal([ForecastChange.Stops, ForecastChange.Misses, ForecastChange.Stops], kubelet.Select(item => item.Change));
        Assert.Equal((January, "the API server"), (kubelet[0].At, kubelet[0].HealsBy));
        Assert.Equal("the API server has stopped, and nothing is signed without it", kubelet[1].Cause);
        Assert.Equal((new DateTimeOffset(2027, 6, 1, 7, 56, 0, TimeSpan.Zero), null), (kubelet[2].At, kubelet[2].HealsBy));
        Assert.Equal("kubelet stops by its own certificate, too: it no longer recovers with the API server", kubelet[2].What);
    }

    [Theory]
    [InlineData("controller-manager.conf", "kube-controller-manager", "The controller manager stops", "its work goes to cp1 and cp1")]
    [InlineData("scheduler.conf", "kube-scheduler", "The scheduler stops", "its work goes to cp1 and cp1")]
    public void What_one_does_for_all_stops_with_the_last(string file, string part, string stops, string others)
    {
        using var trees = new Trees(3, joins: false);
        var moment = January;
        for (var i = 0; i < 3; i++)
            trees[i].IssueConf(file, Leaf($"CN=system:{part}", January.AddMonths(i)));
        var stop = trees.Run().Events.Where(item => item.Part == part && item.Change == ForecastChange.Stops).Take(3).ToList();
        Assert.Equal([moment, February, February.AddMonths(1)], stop.Select(item => item.At));
        Assert.Equal($"{stops} here; {others}", stop[0].What);
        Assert.Equal($"{stops} here; its work goes to cp1", stop[1].What);
        Assert.StartsWith($"{stops}: no ", stop[2].What, StringComparison.Ordinal);
        Assert.Equal([FindingSeverity.Warning, FindingSeverity.Warning, FindingSeverity.Error], stop.Select(item => item.Severity));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(5, 3)]
    public void The_row_of_the_member_that_takes_the_quorum_says_so(int members, int most)
    {
        using var trees = new Trees(members, joins: false);
        for (var i = 0; i < most; i++)
            trees[i].Issue("etcd/peer", Leaf("CN=cp1", January.AddMonths(i)), "etcd/ca");
        var last = January.AddMonths(most - 1);
        var forecast = trees.Run();
        var rows = forecast.Events.Where(item => item is { Part: "etcd-peer", Change: ForecastChange.Stops }).Take(most).ToList();
        Assert.All(rows.SkipLast(1), row => Assert.DoesNotContain("quorum", row.What, StringComparison.Ordinal));
        Assert.Equal((last, FindingSeverity.Critical), (rows[^1].At, rows[^1].Severity));
        Assert.Contains($"etcd loses its quorum: {most} of {members} members ", rows[^1].What, StringComparison.Ordinal);
        Assert.Contains($"and {(members / 2) + 1} are needed; every API server stops with it", rows[^1].What, StringComparison.Ordinal);
        Assert.Equal(members, forecast.Events.Count(item => item.Part == "kube-apiserver" && item.At == last));
        Assert.Contains("every API server has stopped. It recovers when an API server works again",
            forecast.Events.Where(item => item.Part == Kubelet).Select(ForecastReport.Why));
    }

    [Fact]
    public void The_headline_says_how_long_the_others_go_on()
    {
        using var trees = new Trees(2, joins: false);
        trees[0].Issue("apiserver", Leaf("CN=kube-apiserver", January));
        trees[1].Issue("apiserver", Leaf("CN=kube-apiserver", February));
        Assert.Equal("The cluster goes on without it until 2027-02-01 (215 days): The API server stops: no other works.",
            ForecastReport.Headline(trees.Run())[1]);
    }

    [Fact]
    public void The_same_of_many_nodes_is_one_row()
    {
        using var trees = new Trees(5, joins: false);
        var forecast = trees.Run();
        Assert.Equal(5, forecast.Events.Count(item => item.Part == "kubelet-server"));
        var row = Assert.Single(ForecastReport.Write(forecast).ToString().Split('\n'), line =>
            line.Contains("metrics-server", StringComparison.Ordinal));
        Assert.Contains("5 nodes: cp1, cp1, cp1 and 2 more", row, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_broken_is_named()
    {
        using var trees = new Trees(1, joins: false);
        trees[0].Issue("apiserver", Leaf("CN=kube-apiserver", End) with { Names = ["cp1"] });
        trees[0].Issue("etcd/server", Leaf("CN=cp1", End) with { Names = ["cp9"] }, "etcd/ca");
        var forecast = trees.Run();
        var broken = forecast.Events.Where(item => item.Change == ForecastChange.Broken).Select(item => item.What).ToList();
        Assert.Equal(broken.Distinct(), broken);
        Assert.Contains(broken, what => what.StartsWith("apiserver (/etc/kubernetes/pki/apiserver.crt): It is not valid for ",
            StringComparison.Ordinal));
        Assert.Contains(broken, what => what.StartsWith("etcd-server (/etc/kubernetes/pki/etcd/server.crt): ", StringComparison.Ordinal));
        Assert.Contains(ForecastReport.Headline(forecast), line => line.StartsWith("Broken already: apiserver (/etc/kubernetes/pki/",
            StringComparison.Ordinal));
    }

    [Fact]
    public void One_certificate_of_all_members_ends_etcd_for_every_API_server()
    {
        using var tree = NodeTree.UnpackField("hardway-expired");
        var events = Forecaster.Run([new NodeReader(new ReadOptions
        {
            Root = tree.Path("/root"), AsOf = new DateTimeOffset(2022, 9, 2, 0, 0, 0, TimeSpan.Zero),
        }).ReadNode()]).Events;
        Assert.Equal(["the API server"], events.Single(item => item.Part == "etcd").StopsNext);
        Assert.EndsWith("; etcd has stopped", events.Single(item => item is { Part: "kube-apiserver" }).Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("permission denied", 0, 1)]
    [InlineData("no PEM block", 1, 0)]
    public void What_only_the_reader_may_not_read_is_no_fault_of_the_node(string reason, int broken, int unread)
    {
        using var trees = new Trees(1, joins: false);
        const string Key = "/etc/kubernetes/pki/apiserver.key";
        var node = Read(trees[0]);
        node = node with
        {
            Problems = [new PkiProblem { Id = PkiProblemId.UnreadableFile, Path = trees[0].Path(Key), NodePath = Key, Reason = reason }],
        };
        Assert.Equal(broken, Forecaster.Run([node]).Events.Count(item => item.Change == ForecastChange.Broken));
        Assert.Equal(unread, node.Gaps.Count);
    }

    private static TestCertificate Leaf(string subject, DateTimeOffset end) =>
        new(subject) { Usages = ["serverAuth", "clientAuth"], End = end };

    private static NodePki Read(NodeTree tree) => Read(tree, TestPki.AsOf);

    private static NodePki Read(NodeTree tree, DateTimeOffset asOf) =>
        new NodeReader(new ReadOptions { Root = tree.Root, AsOf = asOf }).ReadNode();

    /// <summary>Control planes that share their CAs.</summary>
    private sealed class Trees : IDisposable
    {
        private readonly NodeTree[] _trees;

        public Trees(int count, bool joins = true)
        {
            _trees = [.. Enumerable.Range(0, count).Select(_ => NodeTree.Unpack("healthy"))];
            foreach (var tree in joins ? _trees : [])
            {
                tree.Replace("/etc/kubernetes/manifests/etcd.yaml", "--initial-cluster=cp1=https://10.2.1.151:2380",
                    "--initial-cluster=cp1=https://10.2.1.151:2380,cp2=https://10.2.1.152:2380,cp3=https://10.2.1.153:2380");
            }
        }

        public NodeTree this[int index] => _trees[index];

        public ForecastResult Run() => Forecaster.Run([.. _trees.Select(Read)]);

        public void Dispose() => Array.ForEach(_trees, tree => tree.Dispose());
    }
}
