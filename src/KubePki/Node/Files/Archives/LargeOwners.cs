using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace KubePki.Node.Files.Archives;

/// <summary>
/// A tar archive in which each owner fits into 31 bits, as .NET's reader wants them: users of directories (SSSD, Active Directory) have
/// greater numbers. In the place of such a user or group stands one that is nobody's; never root.
/// </summary>
internal sealed class LargeOwners(Stream source) : Stream
{
    /// <summary>The user in the place of one whose number does not fit.</summary>
    public const int User = 65534;

    /// <summary>The group. It has not the user's number: a group of the same number would count as the user's own.</summary>
    public const int Group = 65533;

    private const int Block = 512;
    private const int UserField = 108;
    private const int GroupField = 116;
    private const int FieldLength = 8;
    private const int SizeField = 124;
    private const int SizeLength = 12;
    private const int SumField = 148;
    private const int TypeField = 156;

    // Attributes of an entry; what is longer is no archive.
    private const int MaxAttributes = 1024 * 1024;

    private byte[] _ready = new byte[Block];
    private int _from = Block;
    private long _passing;
    private long? _nextSize;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        if (_from == _ready.Length && _passing > 0)
        {
            var passed = source.Read(buffer[..(int)Math.Min(buffer.Length, _passing)]);
            _passing -= passed;
            return passed;
        }
        if (_from == _ready.Length && !NextHeader())
            return 0;
        var count = Math.Min(buffer.Length, _ready.Length - _from);
        _ready.AsSpan(_from, count).CopyTo(buffer);
        _from += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing is written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            source.Dispose();
        base.Dispose(disposing);
    }

    private bool NextHeader()
    {
        var header = new byte[Block];
        var length = source.ReadAtLeast(header, Block, throwOnEndOfStream: false);
        (_ready, _from) = (length < Block ? header[..length] : header, 0);
        if (length < Block || header.AsSpan().IndexOfAnyExcept((byte)0) < 0)
            return length > 0;
        if (Fit(header, UserField, User) | Fit(header, GroupField, Group))
            WriteSum(header);
        var type = header[TypeField];
        if (type is (byte)'x' or (byte)'g')
        {
            AddAttributes(header, isOfNext: type == 'x');
            return true;
        }
        // Directories, links and devices have no content, whatever size they name.
        var size = type is (byte)'1' or (byte)'2' or (byte)'3' or (byte)'4' or (byte)'5' or (byte)'6' ? 0
            : _nextSize ?? Number(header.AsSpan(SizeField, SizeLength));
        _nextSize = null;
        _passing = Padded(size);
        return true;
    }

    // Records of the form "LENGTH KEY=VALUE\n" (POSIX, pax). The numbers keep their length.
    private void AddAttributes(byte[] header, bool isOfNext)
    {
        var size = Number(header.AsSpan(SizeField, SizeLength));
        if (size is < 0 or > MaxAttributes)
            throw new InvalidDataException();
        var data = new byte[Padded(size)];
        source.ReadExactly(data);
        for (var at = 0; at < size;)
        {
            var blank = data.AsSpan(at, (int)size - at).IndexOf((byte)' ');
            if (blank <= 0 || !int.TryParse(Encoding.ASCII.GetString(data, at, blank), NumberStyles.None, CultureInfo.InvariantCulture,
                out var length) || length <= blank + 1 || length > size - at)
                throw new InvalidDataException();
            var record = data.AsSpan(at + blank + 1, length - blank - 2);
            if (record.StartsWith("uid="u8))
                Fit(record[4..], User);
            else if (record.StartsWith("gid="u8))
                Fit(record[4..], Group);
            else if (isOfNext && record.StartsWith("size="u8)
                && long.TryParse(record[5..], NumberStyles.None, CultureInfo.InvariantCulture, out var next))
                _nextSize = next;
            at += length;
        }
        _ready = [.. header, .. data];
    }

    private static void Fit(Span<byte> digits, int instead)
    {
        if (long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id <= int.MaxValue)
            return;
        var text = Encoding.ASCII.GetBytes(instead.ToString(CultureInfo.InvariantCulture));
        if (text.Length > digits.Length)
            throw new InvalidDataException();
        digits.Fill((byte)'0');
        text.CopyTo(digits[^text.Length..]);
    }

    // A number in base 256 has its first bit set (GNU tar); .NET's reader takes 31 bits of it.
    private static bool Fit(byte[] header, int at, int instead)
    {
        var field = header.AsSpan(at, FieldLength);
        if ((field[0] & 0x80) == 0 || (field[0] == 0x80 && BinaryPrimitives.ReadInt64BigEndian(field) - (1L << 63) <= int.MaxValue))
            return false;
        Encoding.ASCII.GetBytes(Convert.ToString(instead, 8).PadLeft(FieldLength - 1, '0') + '\0').CopyTo(field);
        return true;
    }

    private static void WriteSum(byte[] header)
    {
        header.AsSpan(SumField, FieldLength).Fill((byte)' ');
        var sum = 0;
        foreach (var octet in header)
            sum += octet;
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header.AsSpan(SumField));
    }

    private static long Number(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) != 0)
            return BinaryPrimitives.ReadInt64BigEndian(field[^8..]);
        var number = 0L;
        foreach (var octet in field.Trim(" \0"u8))
            number = octet is >= (byte)'0' and <= (byte)'7' ? (number << 3) + octet - '0' : throw new InvalidDataException();
        return number;
    }

    private static long Padded(long size) =>
        size is >= 0 and < long.MaxValue - Block ? (size + Block - 1) / Block * Block : throw new InvalidDataException();
}
