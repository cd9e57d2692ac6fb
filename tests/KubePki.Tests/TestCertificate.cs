using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KubePki.Tests;

/// <summary>A certificate to be made; what is not said is as usual for a client.</summary>
internal sealed record TestCertificate(string Subject)
{
    public string[] Usages { get; init; } = ["clientAuth"];

    /// <summary>DNS names and addresses.</summary>
    public string[] Names { get; init; } = [];

    public DateTimeOffset Start { get; init; } = TestPki.Start;

    public DateTimeOffset End { get; init; } = TestPki.Start.AddYears(1);

    /// <summary>Null for a new one, ECDSA P-256.</summary>
    public AsymmetricAlgorithm? Key { get; init; }

    public bool IsAuthority { get; init; }

    public X509KeyUsageFlags KeyUsage { get; init; } = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment;

    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;

    /// <summary>Makes it, with its key; signed by itself without a CA.</summary>
    public X509Certificate2 SignedBy(X509Certificate2? authority)
    {
        var key = Key ?? ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = key is RSA rsa
            ? new CertificateRequest(Subject, rsa, Hash, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(Subject, (ECDsa)key, Hash);
        if (IsAuthority)
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(KeyUsage, true));
        if (Names.Length > 0)
            request.CertificateExtensions.Add(AltNames());
        if (!IsAuthority && Usages.Length > 0)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(Oids(), false));
        using var certificate = request.Create(authority?.SubjectName ?? request.SubjectName,
            Signer(authority is null ? key : KeyOf(authority)), Start, End, RandomNumberGenerator.GetBytes(8));
        return key is RSA pair ? certificate.CopyWithPrivateKey(pair) : certificate.CopyWithPrivateKey((ECDsa)key);
    }

    private static AsymmetricAlgorithm KeyOf(X509Certificate2 certificate) =>
        certificate.GetRSAPrivateKey() ?? (AsymmetricAlgorithm)certificate.GetECDsaPrivateKey()!;

    private X509SignatureGenerator Signer(AsymmetricAlgorithm key) => key is not RSA rsa ? X509SignatureGenerator.CreateForECDsa((ECDsa)key)
        : Hash == HashAlgorithmName.SHA1 ? new Sha1Signer(rsa) : X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1);

    private X509Extension AltNames()
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in Names)
        {
            if (IPAddress.TryParse(name, out var address))
                names.AddIpAddress(address);
            else
                names.AddDnsName(name);
        }
        return names.Build();
    }

    private OidCollection Oids()
    {
        var oids = new OidCollection();
        foreach (var usage in Usages)
            oids.Add(new Oid(usage == "serverAuth" ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2"));
        return oids;
    }
}
