namespace KubePki.Pki.X509;

/// <summary>A stretch of an encoding: where it starts and how many bytes it has.</summary>
internal readonly record struct Slice(int Start, int Length)
{
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> whole) => whole.Slice(Start, Length);
}
