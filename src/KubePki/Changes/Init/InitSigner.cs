using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;

namespace KubePki.Changes.Init;

/// <summary>A CA that signs what is initialized: one whose certificate and key are there, or one that is made in the same run.</summary>
internal sealed class InitSigner
{
    private readonly IReadOnlyList<KubeCertificate> _existing = [];
    private readonly CreateAuthority? _new;

    /// <summary>A CA that is there.</summary>
    /// <param name="existing">The certificates of its file, the first being the one whose key is there.</param>
    public InitSigner(IReadOnlyList<KubeCertificate> existing)
    {
        _existing = existing;
        NotAfter = existing[0].NotAfter;
    }

    /// <summary>A CA that is made.</summary>
    public InitSigner(CreateAuthority action)
    {
        _new = action;
        NotAfter = action.Order.NotAfter;
    }

    /// <summary>The last second of its lifetime.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <exception cref="PkiProblemException">Its key cannot be read, or it was not made.</exception>
    public Issuer IssuerIn(IssuanceContext issuance) =>
        _new is null ? issuance.IssuerOf(_existing[0]) : issuance.IssuerOf(Made(issuance), _new.KeyPath);

    /// <summary>Its certificates as PEM, as clients are to trust them.</summary>
    /// <exception cref="PkiProblemException">It was not made.</exception>
    public byte[] Bundle(IssuanceContext issuance) =>
        _new is null ? issuance.Bundle(_existing) : Pem.Write("CERTIFICATE", Made(issuance).Raw.Span);

    private KubePki.Pki.X509.ParsedCertificate Made(IssuanceContext issuance) => _new!.Made
        ?? throw new PkiProblemException(issuance.Files.At(_new.CertificatePath)
            .Problem(PkiProblemId.PathNotFound, "this CA does not exist, and its step was skipped"));
}
