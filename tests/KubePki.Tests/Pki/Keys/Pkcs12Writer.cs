using System.Formats.Asn1;

namespace KubePki.Tests.Pki.Keys;

/// <summary>Writes PKCS#12 stores that no honest program would write.</summary>
internal static class Pkcs12Writer
{
    private static readonly Asn1Tag Explicit = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <summary>A store of one bag, with a MAC of so many rounds, or without.</summary>
    public static byte[] Write(byte[] bag, int macRounds)
    {
        var safe = Sequence(writer => writer.WriteEncodedValue(Sequence(info =>
        {
            info.WriteObjectIdentifier("1.2.840.113549.1.7.1");
            using (info.PushSequence(Explicit))
                info.WriteOctetString(Sequence(bags => bags.WriteEncodedValue(bag)));
        })));
        return Sequence(store =>
        {
            store.WriteInteger(3);
            using (store.PushSequence())
            {
                store.WriteObjectIdentifier("1.2.840.113549.1.7.1");
                using (store.PushSequence(Explicit))
                    store.WriteOctetString(safe);
            }
            if (macRounds > 0)
                WriteMac(store, macRounds);
        });
    }

    public static byte[] ShroudedKey(byte[] encrypted) => Bag("1.2.840.113549.1.12.10.1.2", encrypted);

    public static byte[] Nested(byte[] bag) => Bag("1.2.840.113549.1.12.10.1.6", Sequence(bags => bags.WriteEncodedValue(bag)));

    private static byte[] Bag(string kind, byte[] value) => Sequence(bag =>
    {
        bag.WriteObjectIdentifier(kind);
        using (bag.PushSequence(Explicit))
            bag.WriteEncodedValue(value);
    });

    private static void WriteMac(AsnWriter store, int rounds)
    {
        using (store.PushSequence())
        {
            using (store.PushSequence())
            {
                using (store.PushSequence())
                    store.WriteObjectIdentifier("2.16.840.1.101.3.4.2.1");
                store.WriteOctetString(new byte[32]);
            }
            store.WriteOctetString(new byte[8]);
            store.WriteInteger(rounds);
        }
    }

    private static byte[] Sequence(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
            write(writer);
        return writer.Encode();
    }
}
