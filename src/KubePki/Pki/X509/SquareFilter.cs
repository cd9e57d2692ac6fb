using System.Numerics;

namespace KubePki.Pki.X509;

/// <summary>
/// Says of nearly all numbers a² − target, for an a and those that follow it, that they are no squares, by what squares leave modulo
/// small numbers.
/// </summary>
internal sealed class SquareFilter
{
    private static readonly int[] Moduli = [64, 63, 65, 11, 17, 19, 23, 29, 31, 37, 41, 43, 47];

    // Of each modulus, whether a remainder is that of a square.
    private static readonly bool[][] Squares = Array.ConvertAll(Moduli, SquaresOf);

    private readonly int[] _start;
    private readonly int[] _target;

    public SquareFilter(BigInteger start, BigInteger target)
    {
        _start = Array.ConvertAll(Moduli, modulus => (int)(start % modulus));
        _target = Array.ConvertAll(Moduli, modulus => (int)(target % modulus));
    }

    /// <summary>Whether (start + step)² − target may be a square; false is certain.</summary>
    public bool MayBeSquare(int step)
    {
        for (var i = 0; i < Moduli.Length; i++)
        {
            var modulus = Moduli[i];
            var a = (_start[i] + step) % modulus;
            if (!Squares[i][((a * a) - _target[i] + modulus) % modulus])
                return false;
        }
        return true;
    }

    private static bool[] SquaresOf(int modulus)
    {
        var squares = new bool[modulus];
        for (var root = 0; root < modulus; root++)
            squares[root * root % modulus] = true;
        return squares;
    }
}
