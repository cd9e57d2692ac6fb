namespace KubePki.Pki.X509;

/// <summary>Whether the key that a request asks a certificate for has signed it (proof of possession).</summary>
internal static class RequestSignature
{
    /// <summary>Checks the signature; false for all that was not read whole.</summary>
    public static bool IsValid(ParsedRequest request)
    {
        if (request.PublicKey is not { } key || request.SignatureAlgorithm is not { } algorithm || request.Signature.Length == 0)
            return false;
        var whole = request.Raw.Span;
        using var verifying = new VerifyingKey(request.Raw, key);
        return verifying.Signed(request.Info.Of(whole), algorithm, request.Signature.Of(whole));
    }
}
