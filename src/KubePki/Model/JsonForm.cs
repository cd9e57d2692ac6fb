using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KubePki.Model;

/// <summary>
/// How JSON is written: what a terminal acts upon is escaped, so that the text says the same to a program and does nothing to a screen;
/// all else stays readable,
/// addresses and angle brackets too.
/// </summary>
internal sealed class JsonForm : JavaScriptEncoder
{
    private static readonly JavaScriptEncoder Relaxed = UnsafeRelaxedJsonEscaping;

    // Nearly every text is made of these alone.
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 !#$%&'()*+,-./:;<=>?@[]^_`{|}~");

    /// <summary>For a document with lines and indents.</summary>
    public static JsonWriterOptions Indented { get; } = new() { Indented = true, Encoder = new JsonForm() };

    /// <inheritdoc/>
    public override int MaxOutputCharactersPerInputCharacter => Relaxed.MaxOutputCharactersPerInputCharacter;

    /// <inheritdoc/>
    public override bool WillEncode(int unicodeScalar) => Relaxed.WillEncode(unicodeScalar) || !Rune.TryCreate(unicodeScalar, out var rune)
        || !Printable.IsShown(rune);

    /// <inheritdoc/>
    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var rest = new ReadOnlySpan<char>(text, textLength);
        for (var at = rest.IndexOfAnyExcept(Plain); at >= 0 && at < textLength;)
        {
            if (Rune.DecodeFromUtf16(rest[at..], out var rune, out var length) != OperationStatus.Done || WillEncode(rune.Value))
                return at;
            at += length;
        }
        return -1;
    }

    /// <inheritdoc/>
    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        if (Relaxed.WillEncode(unicodeScalar) || !WillEncode(unicodeScalar))
            return Relaxed.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);
        var escaped = new StringBuilder();
        foreach (var unit in char.ConvertFromUtf32(unicodeScalar))
            escaped.Append("\\u").Append(((int)unit).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
        numberOfCharactersWritten = escaped.Length <= bufferLength ? escaped.Length : 0;
        for (var i = 0; i < numberOfCharactersWritten; i++)
            buffer[i] = escaped[i];
        return numberOfCharactersWritten > 0;
    }
}
