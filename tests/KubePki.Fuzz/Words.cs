namespace KubePki.Fuzz;

/// <summary>Names that are worth asking about.</summary>
internal static class Words
{
    public static readonly string[] DnsNames =
    [
        "a.example", "b.a.example", "A.Example", "*.a.example", "*", "*.", "*.example", "a*.example", "x.*.example",
        "a.example.", ".a.example", "..", ".", "", " ", "a b", "a_b.example", "-a.example", "a-.example",
        "xn--bcher-kva.example", "10.0.0.1", "::1", "a..example", "example", "kubernetes", "kubernetes.default.svc", "a\0b",
        "a:443", "[::1]", "localhost", "\u007f", "a\u001fb", "a.EXAMPLE", "*.A.example", "**.a.example", "*a.a.example",
    ];

    public static readonly string[] Hosts =
    [
        "", "a.example", "A.EXAMPLE", "b.a.example", "a.example.", "x.a.example", "*.a.example", ".a.example", "example",
        "kubernetes", "10.0.0.1", "[10.0.0.1]", "::1", "[::1]", "::ffff:10.0.0.1", "0:0:0:0:0:0:0:1", "00001::1", "1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::", "::1:2:3:4:5:6:7", "1::2::3", "1:2:3:4:5:6:1.2.3.4", "::1.2.3.4", "::1.2.3.04", "1.2.3",
        "1.2.3.4.5", "01.2.3.4", "256.1.1.1", "1.2.3.4%eth0", "fe80::1%eth0", "fe80::1%", "[fe80::1%eth0]", "a b",
        "..", ".", "*", "[]", "[a]", "[", "bücher.example", "a\0b", "a_b.example", "-a.example", "localhost",
        "1:2:3:4:5:6:7:8:9", "::g", ":1", "1:", ":::", "12345::", "1.2.3.", ".1.2.3.4", "0x1.2.3.4", "١.2.3.4", "K.example",
    ];

    public static readonly string[] Uris =
    [
        "http://a.example/", "https://b.a.example:443/x?y#z", "HTTP://A.EXAMPLE", "http://a.example.", "http://.a.example/",
        "http://[::1]/", "http://[::1]:80/", "http://[fe80::1%25eth0]/", "http://[fe80::1%25e%20h]:1/",
        "http://10.0.0.1/", "http://10.0.0.1:80/", "http://a.example:/", "http://a.example:x/",
        "http://:80/", "http:///path", "mailto:a@b", "urn:x:y", "spiffe://cluster.local/ns/default/sa/x", "//a.example/x",
        "/x/y", "x/y", "a:b/c", ":x", "1a:b", "a.example", "*", "", "?", "#", "#f%zz", "http://a.example/%zz",
        "http://a.example/%41?%zz", "http://a%41.example/", "http://a%c3%a9.example/", "http://a%25.example/",
        "http://user@a.example/", "http://user:pass@a.example/", "http://u%41:p%3a@a.example/", "http://us er@a.example/",
        "http://u@v@a.example/", "http://a b/", "http://a<b/", "http://a\"b/", "http://a\\b/", "http://a{b/",
        "http://a.example/a b", "http://a.example/a\"b", "http://a.example/a[b]", "http://a.example/;,?",
        "http://a::b/", "http://::1/", "http://a:1:2/", "http://[::1/", "http://[::1]x/", "http://[a]/",
        "http://[1.2.3.4]/", "http://[::1%25]/", "http://[]/", "http://x[::1]/", "http://::1]/", "http://a..example/",
        "http://a.example..:80/", "http://a.example.:80/", "http://-/", "http://*.a.example/", "http://a.example?x",
        "http://a.example#x", "http://a.example?", "http:?", "http:x", "http:/x", "http:", "a+b-c.d://a.example",
        "http://%31/", "http://a.example/%2f%2F", "http://a.example/é", "x://a.example:65536/", "http://a.example/\u007f",
        "http://a\u0001/", "./a:b", "a/b:c", "http://a.example/!$&'()*+,;=:@", "http://fe80::1%25eth0/", "http://1.2.3.4.:80/",
    ];

    public static readonly string[] Mails =
    [
        "a@a.example", "A@A.EXAMPLE", "a@b.a.example", "a@", "@a.example", "a", "", "a@b@c", "\"a b\"@a.example",
        "\"a@b\"@a.example", "\"a\\\"b\"@a.example", "\"a\\\u0001\"@x", "\"\"@a.example", "\"a", "\"a\"", "a..b@a.example",
        ".a@a.example", "a.@a.example", "a\\@b@a.example", "a\\", "*@a.example", "a@.a.example", "a@a.example.",
        "a@10.0.0.1", "a@[10.0.0.1]", "a b@a.example", "a+tag@a.example", "a@a..example", "(c)a@a.example",
        "a@ a.example", "!#$%&'*+-/=?^_`{|}~@a.example", "a,b@a.example", "\"\u000b\u000c\"@x", "\"\n\"@x", "\"\u007f\"@x",
    ];

    public static readonly string[] Domains =
    [
        "", ".", "a.example", ".a.example", "A.Example", "example", ".example", "b.a.example", "c.b.a.example", "a.example.",
        "..", ".a..b", "*.a.example", "x", "10.0.0.1", "::1", "a b", "local", ".com", "kubernetes", "-", "a\u0001", "é",
    ];

    public static readonly string[] Usages =
    [
        "serverAuth", "clientAuth", "codeSigning", "emailProtection", "timeStamping", "OCSPSigning", "any",
    ];

    public static readonly byte[][] Addresses =
    [
        [10, 0, 0, 1], [10, 1, 2, 3], [127, 0, 0, 1], [192, 168, 1, 1], [0, 0, 0, 0], [255, 255, 255, 255],
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, 0, 0, 1],
        [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
        [], [1], [10, 0, 0], [10, 0, 0, 1, 5], [1, 0, 2, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 4, 0],
    ];

    public static readonly string[] Times =
    [
        "2025-06-01T00:00:00Z", "2025-01-01T00:00:00Z", "2024-12-31T23:59:59Z", "2024-12-31T23:59:59.999999999Z", "2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00.000000001Z", "2026-01-01T00:00:00.5Z", "2026-01-01T00:00:01Z", "2025-06-01T02:00:00+02:00",
        "2026-01-01T01:00:01+01:00", "2023-01-01T00:00:00-05:30", "9999-12-31T23:59:59Z", "1949-01-01T00:00:00Z",
    ];

    public static T Pick<T>(this Random random, IReadOnlyList<T> list) => list[random.Next(list.Count)];
}
