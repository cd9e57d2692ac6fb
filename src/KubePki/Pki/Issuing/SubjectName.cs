using System.Formats.Asn1;

namespace KubePki.Pki.Issuing;

/// <summary>Writes names of subjects as Go's pkix.Name does: organizations first, PrintableString where it can be.</summary>
internal static class SubjectName
{
    private const string CommonNameOid = "2.5.4.3";
    private const string OrganizationOid = "2.5.4.10";

    /// <summary>A Name in DER.</summary>
    public static byte[] Write(string commonName, params IReadOnlyList<string> organizations)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            // Values of one type share a set, in Go's order, which DER would sort.
            if (organizations.Count > 0)
            {
                using (writer.PushSetOf())
                {
                    foreach (var organization in organizations)
                        WriteAttribute(writer, OrganizationOid, organization);
                }
            }
            using (writer.PushSetOf())
                WriteAttribute(writer, CommonNameOid, commonName);
        }
        return writer.Encode();
    }

    private static void WriteAttribute(AsnWriter writer, string type, string value)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(type);
            writer.WriteCharacterString(value.All(IsPrintable) ? UniversalTagNumber.PrintableString : UniversalTagNumber.UTF8String, value);
        }
    }

    private static bool IsPrintable(char c) =>
        char.IsAsciiLetterOrDigit(c) || c is ' ' or '\'' or '(' or ')' or '+' or ',' or '-' or '.' or '/' or ':' or '=' or '?';
}
