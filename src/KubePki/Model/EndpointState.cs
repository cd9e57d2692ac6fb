namespace KubePki.Model;

/// <summary>The values of <see cref="KubeEndpointVerdict.State"/>: what matters most about an endpoint.</summary>
public static class EndpointState
{
    /// <summary>It serves what it should, and clients accept it.</summary>
    public const string Ok = nameof(Ok);

    /// <summary>Nobody answers.</summary>
    public const string Unreachable = nameof(Unreachable);

    /// <summary>Somebody answers, but not in TLS.</summary>
    public const string NotTls = nameof(NotTls);

    /// <summary>The handshake failed before a certificate came.</summary>
    public const string HandshakeFailed = nameof(HandshakeFailed);

    /// <summary>The certificate has expired.</summary>
    public const string Expired = nameof(Expired);

    /// <summary>The certificate's lifetime has not begun.</summary>
    public const string NotYetValid = nameof(NotYetValid);

    /// <summary>The certificate is not for the name or address.</summary>
    public const string WrongName = nameof(WrongName);

    /// <summary>No CA that is trusted has signed the certificate.</summary>
    public const string WrongAuthority = nameof(WrongAuthority);

    /// <summary>The component has signed its certificate itself.</summary>
    public const string SelfSigned = nameof(SelfSigned);

    /// <summary>Clients refuse the certificate for another reason.</summary>
    public const string Refused = nameof(Refused);

    /// <summary>Clients accept it, but the file that the component should serve holds another certificate.</summary>
    public const string Stale = nameof(Stale);
}
