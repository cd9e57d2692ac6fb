using System.Buffers.Binary;
using System.Numerics;

namespace KubePki.Pki.X509;

/// <summary>
/// Arithmetic with a public odd modulus in the form of Montgomery: what <see cref="BigInteger"/> would take ten times as long for. Only
/// public values are handled, so time need not be constant.
/// </summary>
internal sealed class Montgomery
{
    private readonly ulong[] _modulus;
    private readonly ulong _inverse;

    /// <summary>Makes it for a modulus.</summary>
    /// <param name="modulus">An odd number above 1.</param>
    public Montgomery(BigInteger modulus)
    {
        _modulus = Limbs(modulus);
        // Each step of Newton's doubles the bits that are right; five of them are at the start.
        var inverse = _modulus[0] * 3 ^ 2;
        for (var bits = 5; bits < 64; bits *= 2)
            inverse *= 2 - (_modulus[0] * inverse);
        _inverse = 0 - inverse;
    }

    /// <summary>
    /// A number that has the same common divisors with the modulus as a long one: the long one, divided by a power of two, modulo the
    /// modulus.
    /// </summary>
    /// <param name="product">The long number, its lowest 64 bits first.</param>
    public BigInteger Reduce(ReadOnlySpan<ulong> product)
    {
        var length = _modulus.Length;
        var window = new ulong[length + 1];
        for (var at = 0; at < product.Length; at++)
        {
            // What is to come is added at the top, what is done leaves at the bottom.
            var incoming = at + length < product.Length ? product[at + length] : 0;
            if (at == 0)
                product[..Math.Min(length, product.Length)].CopyTo(window);
            var carry = Step(window, window[0] * _inverse);
            for (var i = 0; i < length; i++)
                window[i] = window[i + 1];
            window[length] = carry;
            Add(window, length - 1, incoming);
        }
        return Number(window);
    }

    /// <summary>Two to the power of the modulus, modulo the modulus.</summary>
    public BigInteger TwoToModulus()
    {
        var length = _modulus.Length;
        var modulus = Number(_modulus);
        var value = Limbs((BigInteger.One << (64 * length)) % modulus, length);
        var scratch = new ulong[(2 * length) + 1];
        for (var bit = (int)modulus.GetBitLength() - 1; bit >= 0; bit--)
        {
            Square(value, scratch);
            if ((_modulus[bit / 64] >> (bit % 64) & 1) != 0)
                Double(value);
        }
        // Back from the form of Montgomery.
        scratch.AsSpan().Clear();
        value.CopyTo(scratch, 0);
        Reduce(scratch, value);
        return Number(value);
    }

    /// <summary>The 64-bit limbs of a number, the lowest first.</summary>
    public static ulong[] Limbs(BigInteger number, int atLeast = 0)
    {
        var octets = new byte[(Math.Max(number.GetByteCount(isUnsigned: true), atLeast * 8) + 7) / 8 * 8];
        number.TryWriteBytes(octets, out _, isUnsigned: true);
        var limbs = new ulong[octets.Length / 8];
        for (var i = 0; i < limbs.Length; i++)
            limbs[i] = BinaryPrimitives.ReadUInt64LittleEndian(octets.AsSpan(8 * i));
        return limbs;
    }

    private static BigInteger Number(ReadOnlySpan<ulong> limbs)
    {
        var octets = new byte[limbs.Length * 8];
        for (var i = 0; i < limbs.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(octets.AsSpan(8 * i), limbs[i]);
        return new BigInteger(octets, isUnsigned: true);
    }

    // window += factor · modulus; gives what does not fit.
    private ulong Step(Span<ulong> window, ulong factor)
    {
        var carry = AddProduct(window, factor);
        var last = window[_modulus.Length] + carry;
        var overflow = last < carry ? 1UL : 0;
        window[_modulus.Length] = last;
        return overflow;
    }

    private ulong AddProduct(Span<ulong> window, ulong factor)
    {
        ulong carry = 0;
        for (var i = 0; i < _modulus.Length; i++)
        {
            var high = Math.BigMul(factor, _modulus[i], out var low);
            low += carry;
            high += low < carry ? 1UL : 0;
            var sum = window[i] + low;
            high += sum < low ? 1UL : 0;
            window[i] = sum;
            carry = high;
        }
        return carry;
    }

    private static void Add(Span<ulong> window, int at, ulong value)
    {
        for (; value != 0 && at < window.Length; at++)
        {
            window[at] += value;
            value = window[at] < value ? 1UL : 0;
        }
    }

    // value = value² / R; scratch has room for twice the length and one.
    private void Square(ulong[] value, Span<ulong> scratch)
    {
        scratch.Clear();
        for (var i = 0; i < value.Length; i++)
        {
            ulong carry = 0;
            for (var j = i + 1; j < value.Length; j++)
                carry = MultiplyAdd(value[i], value[j], ref scratch[i + j], carry);
            scratch[i + value.Length] = carry;
        }
        ulong shifted = 0;
        ulong up = 0;
        for (var i = 0; i < value.Length; i++)
        {
            var high = Math.BigMul(value[i], value[i], out var low);
            var even = scratch[2 * i] << 1 | shifted;
            var odd = scratch[(2 * i) + 1] << 1 | scratch[2 * i] >> 63;
            shifted = scratch[(2 * i) + 1] >> 63;
            scratch[2 * i] = AddWithCarry(even, low, ref up);
            scratch[(2 * i) + 1] = AddWithCarry(odd, high, ref up);
        }
        scratch[2 * value.Length] = up;
        Reduce(scratch, value);
    }

    private void Reduce(Span<ulong> scratch, ulong[] value)
    {
        var length = _modulus.Length;
        for (var i = 0; i < length; i++)
        {
            var carry = AddProduct(scratch[i..], scratch[i] * _inverse);
            Add(scratch, i + length, carry);
        }
        scratch.Slice(length, length).CopyTo(value);
        if (scratch[2 * length] != 0 || !IsBelow(value))
            Subtract(value);
    }

    private void Double(ulong[] value)
    {
        var top = value[^1] >> 63;
        for (var i = value.Length - 1; i > 0; i--)
            value[i] = value[i] << 1 | value[i - 1] >> 63;
        value[0] <<= 1;
        if (top != 0 || !IsBelow(value))
            Subtract(value);
    }

    private bool IsBelow(ulong[] value)
    {
        for (var i = value.Length - 1; i >= 0; i--)
        {
            if (value[i] != _modulus[i])
                return value[i] < _modulus[i];
        }
        return false;
    }

    private void Subtract(ulong[] value)
    {
        ulong borrow = 0;
        for (var i = 0; i < value.Length; i++)
        {
            var less = value[i] - borrow;
            var under = less > value[i] ? 1UL : 0;
            value[i] = less - _modulus[i];
            borrow = under + (value[i] > less ? 1UL : 0);
        }
    }

    private static ulong MultiplyAdd(ulong one, ulong other, ref ulong sum, ulong carry)
    {
        var high = Math.BigMul(one, other, out var low);
        low += carry;
        high += low < carry ? 1UL : 0;
        sum += low;
        return high + (sum < low ? 1UL : 0);
    }

    private static ulong AddWithCarry(ulong one, ulong other, ref ulong carry)
    {
        var sum = one + carry;
        var first = sum < carry ? 1UL : 0;
        sum += other;
        carry = first + (sum < other ? 1UL : 0);
        return sum;
    }
}
