using System.Net;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Checks.Chain;
using KubePki.Node.Checks.Content;
using KubePki.Node.Layout;

namespace KubePki.Logs;

/// <summary>Proofs by what a member of etcd shows to others.</summary>
internal static class EtcdProofs
{
    private const string Remote = "remote error: ";

    private static readonly NodeCheck[] Asked = [new MissingSubjectAltName(), new SignedByUnknownAuthority(), new WrongUsage()];

    /// <summary>
    /// "remote error": the other side rejected what this member shows, to members the peer certificate, to clients the server's. Which of
    /// them called is told by the endpoint, else by its address: the API server of the node comes from the node.
    /// </summary>
    public static LogProof? Refused(NodeFacts facts, LogMatch match)
    {
        if (match.Values["reason"]?.StartsWith(Remote, StringComparison.Ordinal) != true)
            return null;
        var isMember = match.Values["side"] is { } side ? side == "peer" : IsElsewhere(facts, LogEndpoint.HostOf(match.Values["from"]));
        if (facts.WithRole(isMember ? PkiRoles.EtcdPeer : PkiRoles.EtcdServer) is not { } shown)
            return null;
        if (facts.Outside(shown, match.Last) is { } outside)
            return LogProof.Of(shown, outside);
        var view = NodeView.Of(facts.Node);
        var fault = Asked.SelectMany(view.Ask).FirstOrDefault(finding => finding.NodePath == shown.NodePath);
        var others = isMember ? "other members" : "clients";
        return fault is null ? null
            : LogProof.Of(shown, $"{CertificateFact.Place(shown)} is what {others} are shown: {Lowered(fault.Message)}", [.. fault.Proof])
                with { Remedy = Advice.Written(fault.Remedy) };
    }

    private static bool IsElsewhere(NodeFacts facts, string? host) => IPAddress.TryParse(host, out var address)
        && !IPAddress.IsLoopback(address)
        && !NodeView.Of(facts.Node).Spec.NodeAddresses.Any(own => IPAddress.TryParse(own.Value, out var other) && other.Equals(address));

    private static string Lowered(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..];
}
