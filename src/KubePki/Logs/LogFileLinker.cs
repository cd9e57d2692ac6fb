using KubePki.Model;

namespace KubePki.Logs;

/// <summary>Ties what lines say to the files of a node that prove it.</summary>
/// <param name="node">The snapshot.</param>
/// <param name="diagnosis">What the checks of the node found, for their remedies.</param>
internal sealed class LogFileLinker(NodePki node, IReadOnlyList<KubePkiFinding> diagnosis)
{
    // The names that the catalogue uses.
    private static readonly Dictionary<string, Func<NodeFacts, LogMatch, LogProof?>> Ways = new(StringComparer.Ordinal)
    {
        ["KubeletExpiry"] = LifetimeProofs.KubeletExpiry,
        ["NotAfter"] = LifetimeProofs.NotAfter,
        ["NotBefore"] = LifetimeProofs.NotBefore,
        ["OutOfTime"] = LifetimeProofs.OutOfTime,
        ["ClientOutOfTime"] = LifetimeProofs.ClientOutOfTime,
        ["NamedOutOfTime"] = LifetimeProofs.NamedOutOfTime,
        ["Future"] = LifetimeProofs.Future,
        ["Serial"] = LifetimeProofs.Serial,
        ["KeyId"] = LifetimeProofs.KeyId,
        ["KubeletCredential"] = KubeletProofs.Credential,
        ["KubeletServing"] = KubeletProofs.Serving,
        ["NodeName"] = KubeletProofs.NodeName,
        ["Name"] = KubeletProofs.Name,
        ["CniTwin"] = AuthorityProofs.Cni,
        ["Twin"] = AuthorityProofs.Twin,
        ["Foreign"] = AuthorityProofs.Foreign,
        ["AuthorityName"] = AuthorityProofs.NoAuthority,
        ["Authority"] = AuthorityProofs.Expired,
        ["Pin"] = AuthorityProofs.Pin,
        ["Path"] = FileProofs.AtPath,
        ["BrokenFile"] = FileProofs.Broken,
        ["Mismatch"] = FileProofs.Mismatch,
        ["NamedFile"] = FileProofs.Named,
        ["LockedKey"] = FileProofs.Locked,
        ["Bundle"] = FileProofs.Bundle,
        ["ServiceAccountKeys"] = FileProofs.ServiceAccountKeys,
        ["ServedNames"] = PeerProofs.ServedNames,
        ["ServedFile"] = PeerProofs.ServedFile,
        ["EtcdAuthority"] = PeerProofs.EtcdAuthority,
        ["AllowedNames"] = PeerProofs.AllowedNames,
        ["FrontProxy"] = PeerProofs.FrontProxy,
        ["Etcd"] = PeerProofs.Etcd,
        ["EtcdRefused"] = EtcdProofs.Refused,
        ["ControlPlane"] = PeerProofs.ControlPlane,
        ["Presented"] = PeerProofs.Presented,
        ["LeaderCredential"] = PeerProofs.Leader,
        ["PersonalCredential"] = PeerProofs.Personal,
        ["ComponentCredential"] = PeerProofs.Component,
    };

    private readonly NodeFacts _facts = new(node);

    public string Root => node.Root;

    public string? NodeName => node.NodeName;

    /// <summary>The names of all ways to prove.</summary>
    public static IReadOnlyCollection<string> Names => Ways.Keys;

    /// <summary>The proof of the first way that has one; null when no file proves it.</summary>
    public LogProof? Prove(LogMatch match) =>
        ByFingerprint(match) ?? match.Entry.Proofs.Select(way => Ways[way](_facts, match)).FirstOrDefault(proof => proof is not null);

    /// <summary>What the checks say to do about the same file.</summary>
    public KubePkiFinding? CureFor(LogEntry entry, LogProof proof) => diagnosis
        .Where(finding =>
            finding.NodePath == proof.NodePath || (finding.Certificate is { } one && one.Fingerprint == proof.Certificate?.Fingerprint))
        .Where(finding => entry.Checks.Contains(finding.Check))
        .MinBy(finding => entry.Checks.TakeWhile(check => check != finding.Check).Count());

    // An X509SHA256= names one certificate and no other.
    private LogProof? ByFingerprint(LogMatch match) =>
        match.Values["fingerprint"] is { } fingerprint
            && node.Certificates.FirstOrDefault(certificate => certificate.Fingerprint == fingerprint) is { } named
            ? LogProof.Of(named, $"The certificate with that SHA-256 fingerprint is {CertificateFact.Place(named)}.")
            : null;
}
