using System.Globalization;
using System.Numerics;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Pki.Verification;

/// <summary>
/// Looks for chains from a leaf to a root, as Go does: every candidate, roots before intermediates, a hundred signatures at the most.
/// </summary>
internal sealed class ChainSearch(ChainQuestion question)
{
    private const int MaxSignatures = 100;

    private const int MaxSerial = 4096;

    private const string LimitReached = "x509: signature check attempts limit reached while verifying certificate chain";

    // Go 1.19 to 1.24 end in a panic where keys cannot be compared.
    private string? _panic;
    private int _signatures;

    private readonly ComparisonBudget _budget = new();

    /// <summary>The chains found, each with the leaf first.</summary>
    public List<PoolEntry[]> Chains { get; } = [];

    /// <summary>The CAs that were tried.</summary>
    public List<CandidateAuthority> Candidates { get; } = [];

    /// <summary>Searches; Go's complaint when there is no chain, or null.</summary>
    public string? Run(PoolEntry leaf)
    {
        var error = Extend([leaf]);
        return _panic ?? error;
    }

    private string? Extend(PoolEntry[] chain)
    {
        var found = Chains.Count;
        var step = new SearchStep();
        var child = chain[^1];
        foreach (var (pool, isRoot) in new[] { (question.Roots, true), (question.Intermediates, false) })
        {
            foreach (var candidate in pool.FindParents(child.Certificate))
            {
                Consider(candidate, isRoot, chain, step);
                if (_panic is not null)
                    return _panic;
                // Nothing that comes after could change it.
                if (step.Error == LimitReached)
                    return Chains.Count > found ? null : LimitReached;
            }
        }
        return Chains.Count > found ? null : step.Error ?? UnknownAuthority(step);
    }

    private void Consider(PoolEntry candidate, bool isRoot, PoolEntry[] chain, SearchStep step)
    {
        // Go 1.26 counts each candidate, those too that it does not come to check.
        if (question.Go.Minor >= 26 && IsLimitReached(step))
            return;
        if (question.Go.Minor >= 21 && !HasKnownKey(candidate.Certificate))
            return;
        if (IsInChain(candidate.Certificate, chain) || (question.Go.Minor < 26 && IsLimitReached(step)))
            return;
        var error = SignatureCheck.Check(chain[^1].Certificate, candidate, question.Go);
        if (error is not null)
        {
            step.Hint(candidate, error);
            Candidates.Add(new CandidateAuthority(candidate, chain[^1], isRoot, error));
            return;
        }
        error = AuthorityCheck.Check(candidate, isRoot, chain, question, _budget);
        step.Error = error;
        Candidates.Add(new CandidateAuthority(candidate, chain[^1], isRoot, error));
        if (error is not null && question.Go.Minor >= 20)
            step.Hint(candidate, error);
        if (error is not null)
            return;
        PoolEntry[] longer = [.. chain, candidate];
        if (isRoot)
            Chains.Add(longer);
        else
            step.Error = Extend(longer);
    }

    private bool IsLimitReached(SearchStep step)
    {
        if (++_signatures <= MaxSignatures)
            return false;
        step.Error = LimitReached;
        return true;
    }

    // The same subject, key and names: it would be a circle. A certificate renewed with other names may follow.
    private bool IsInChain(ParsedCertificate candidate, PoolEntry[] chain)
    {
        foreach (var entry in chain)
        {
            var certificate = entry.Certificate;
            if (!Octets(candidate, candidate.RawSubject).SequenceEqual(Octets(certificate, certificate.RawSubject))
                || !HaveSameKey(candidate, certificate))
                continue;
            if (candidate.Extensions.HasSubjectAltName != certificate.Extensions.HasSubjectAltName)
                return false;
            if (Octets(candidate, candidate.Extensions.SubjectAltName)
                .SequenceEqual(Octets(certificate, certificate.Extensions.SubjectAltName)))
                return true;
        }
        return false;
    }

    private bool HaveSameKey(ParsedCertificate candidate, ParsedCertificate certificate)
    {
        if (question.Go.Minor >= 25)
            return Octets(candidate, candidate.PublicKeyInfo).SequenceEqual(Octets(certificate, certificate.PublicKeyInfo));
        if (candidate.PublicKey?.Kind == PublicKeyKind.Dsa)
            _panic = "panic: interface conversion: *dsa.PublicKey is not x509.pubKeyEqual: missing method Equal";
        else if (!HasKnownKey(candidate))
            _panic = "panic: interface conversion: interface is nil, not x509.pubKeyEqual";
        if (_panic is not null || candidate.PublicKey is not { } a || certificate.PublicKey is not { } b)
            return false;
        return a.Kind == b.Kind && a.Curve == b.Curve && Octets(candidate, a.Key).SequenceEqual(Octets(certificate, b.Key))
            && Octets(candidate, a.Exponent).SequenceEqual(Octets(certificate, b.Exponent));
    }

    private static bool HasKnownKey(ParsedCertificate certificate) =>
        certificate.PublicKey is { Kind: not (PublicKeyKind.Unknown or PublicKeyKind.X25519) };

    private static string UnknownAuthority(SearchStep step)
    {
        const string Unknown = "x509: certificate signed by unknown authority";
        return step.HintError is null || step.HintAuthority is null ? Unknown
            : $"{Unknown} (possibly because of {GoText.Quote(System.Text.Encoding.UTF8.GetBytes(step.HintError))} while trying to verify "
                + $"candidate authority certificate {GoText.Quote(Name(step.HintAuthority))})";
    }

    private static ReadOnlySpan<byte> Name(ParsedCertificate authority)
    {
        if (authority.Subject is { CommonNameOctets.IsEmpty: false } named)
            return named.CommonNameOctets.Span;
        if (authority.Subject?.OrganizationOctets is { } organization)
            return organization;
        var octets = authority.Serial.Of(authority.Raw.Span);
        // Decimal digits of a number of megabytes take minutes.
        if (octets.Length > MaxSerial)
            return System.Text.Encoding.ASCII.GetBytes("serial:0x" + Hex.Lower(octets[..MaxSerial]));
        var serial = new BigInteger(octets, isBigEndian: true);
        return System.Text.Encoding.ASCII.GetBytes("serial:" + serial.ToString(CultureInfo.InvariantCulture));
    }

    private static ReadOnlySpan<byte> Octets(ParsedCertificate certificate, Slice slice) => slice.Of(certificate.Raw.Span);

    /// <summary>What one certificate's candidates came to: the last one's error, and the first that is worth a hint.</summary>
    private sealed class SearchStep
    {
        public string? Error { get; set; }

        public string? HintError { get; private set; }

        public ParsedCertificate? HintAuthority { get; private set; }

        public void Hint(PoolEntry authority, string error)
        {
            if (HintError is not null)
                return;
            HintError = error;
            HintAuthority = authority.Certificate;
        }
    }
}
