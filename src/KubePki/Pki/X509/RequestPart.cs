namespace KubePki.Pki.X509;

/// <summary>An attribute of a request's subject.</summary>
/// <param name="Rdn">Which relative name it stands in, counted from 0.</param>
/// <param name="Type">The attribute's type, dotted.</param>
/// <param name="Tag">The string type of its value.</param>
/// <param name="Value">The value's octets, one character for each.</param>
internal readonly record struct SubjectPart(int Rdn, string Type, byte Tag, string Value);

/// <summary>An extension that a request asks for.</summary>
/// <param name="Type">The extension's OID, dotted.</param>
/// <param name="IsCritical">Whether it is marked critical.</param>
internal readonly record struct RequestExtension(string Type, bool IsCritical);
