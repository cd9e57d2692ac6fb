using System.Globalization;
using System.Security.Cryptography;

namespace KubePki.Pki.Keys;

/// <summary>A kind of key that Kubernetes uses.</summary>
public sealed record KeyKind
{
    private KeyKind(string name, int rsaBits, ECCurve? curve)
    {
        Name = name;
        RsaBits = rsaBits;
        Curve = curve;
    }

    /// <summary>RSA of 2048 bits, kubeadm's default.</summary>
    public static KeyKind Rsa2048 { get; } = new("RSA2048", 2048, null);

    /// <summary>All kinds, kubeadm's default first.</summary>
    public static IReadOnlyList<KeyKind> All { get; } =
    [
        Rsa2048, new("RSA3072", 3072, null), new("RSA4096", 4096, null),
        new("P256", 0, ECCurve.NamedCurves.nistP256), new("P384", 0, ECCurve.NamedCurves.nistP384),
    ];

    /// <summary>The name, <c>RSA2048</c> or <c>P256</c>.</summary>
    public string Name { get; }

    internal int RsaBits { get; }

    internal ECCurve? Curve { get; }

    /// <summary>The kind of this name, whatever its case; null when there is none.</summary>
    /// <param name="name">The name.</param>
    public static KeyKind? Find(string? name) =>
        All.FirstOrDefault(kind => string.Equals(kind.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The kind that is like a key which exists; a key too short for today becomes the shortest that is long enough.</summary>
    /// <param name="algorithm">Its algorithm, <c>RSA</c> or <c>ECDSA</c>.</param>
    /// <param name="size">Its size in bits.</param>
    public static KeyKind Like(string? algorithm, int size) => algorithm switch
    {
        "ECDSA" => Find(string.Create(CultureInfo.InvariantCulture, $"P{size}")) ?? Find("P256")!,
        _ => All.FirstOrDefault(kind => kind.RsaBits > 0 && kind.RsaBits >= size) ?? Find("RSA4096")!,
    };

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
