using KubePki.Model;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>
/// Who has asked with which key. Only who signs with a key has it, so requests that are not signed by their key do not count; what that
/// takes is computed for keys that are claimed twice and for no others. The order of the requests does not matter.
/// </summary>
internal sealed class KeyOwners
{
    private readonly Dictionary<string, KubeCsr> _first = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Claims> _claims = new(StringComparer.Ordinal);

    /// <summary>Remembers a request, whatever became of it: a key that was refused to one is not free for another.</summary>
    public void Add(KubeCsr csr)
    {
        if (csr.Content.KeyIdentity is not { } key || _first.TryAdd(key, csr))
            return;
        if (!_claims.TryGetValue(key, out var claims))
            _claims.Add(key, claims = new Claims(_first[key]));
        claims.Add(csr);
    }

    /// <summary>A request for another identity that the same key has signed; null when there is none.</summary>
    public KubeCsr? Other(KubeCsr csr)
    {
        if (csr.Content.KeyIdentity is not { } key || !_first.TryGetValue(key, out var first))
            return null;
        if (_claims.TryGetValue(key, out var claims))
            return claims.Other(csr.CommonName);
        return first.CommonName != csr.CommonName && first.SignatureValid ? first : null;
    }

    // All that name one key. Of those that are signed the first and the first for another identity are enough to answer for everybody.
    private sealed class Claims
    {
        private readonly List<KubeCsr> _all;
        private readonly Lazy<(KubeCsr? First, KubeCsr? Second)> _signed;
        private bool _isOfMany;

        public Claims(KubeCsr first)
        {
            _all = [first];
            _signed = new(FindSigned);
        }

        public void Add(KubeCsr csr)
        {
            _isOfMany |= csr.CommonName != _all[0].CommonName;
            _all.Add(csr);
        }

        public KubeCsr? Other(string commonName)
        {
            if (!_isOfMany && _all[0].CommonName == commonName)
                return null;
            var (first, second) = _signed.Value;
            return first is not null && first.CommonName != commonName ? first : second;
        }

        private (KubeCsr? First, KubeCsr? Second) FindSigned()
        {
            var first = _all.Find(csr => csr.SignatureValid);
            return (first, first is null ? null : _all.Find(csr => csr.CommonName != first.CommonName && csr.SignatureValid));
        }
    }
}
