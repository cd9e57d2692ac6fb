using KubePki.Pki.X509;

namespace KubePki.Pki.Verification;

/// <summary>The subject alternative names of a certificate in their order.</summary>
internal static class AlternativeNames
{
    /// <summary>All names of kinds that Go knows, as octets.</summary>
    public static List<(NameForm Form, byte[] Octets)> Read(ParsedCertificate certificate)
    {
        var names = new List<(NameForm, byte[])>();
        if (!certificate.Extensions.HasSubjectAltName
            || !new Der(certificate.Extensions.SubjectAltName.Of(certificate.Raw.Span)).TryRead(DerTag.Sequence, out var sequence))
            return names;
        while (sequence.TryAny(out var tag, out var name, out _))
        {
            var form = (NameForm)(tag ^ 0x80);
            if (Enum.IsDefined(form))
                names.Add((form, name.Rest.ToArray()));
        }
        return names;
    }
}
