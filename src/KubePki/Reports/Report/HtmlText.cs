using System.Globalization;
using System.Net;
using System.Text;
using KubePki.Model;

namespace KubePki.Reports.Report;

/// <summary>Text of HTML that is put together from parts; each value is made printable and escaped on its way in.</summary>
internal sealed class HtmlText
{
    private readonly StringBuilder _text = new();

    /// <summary>A value within HTML, in an element or in a quoted attribute.</summary>
    public static string Of(string? value) => WebUtility.HtmlEncode(Printable.Text(value ?? ""));

    /// <summary>Appends markup: its text is kept, its values are escaped.</summary>
    public HtmlText Add(FormattableString markup)
    {
        var values = markup.GetArguments().Select(value => (object)Of(Convert.ToString(value, CultureInfo.InvariantCulture))).ToArray();
        _text.AppendFormat(CultureInfo.InvariantCulture, markup.Format, values);
        return this;
    }

    /// <summary>Appends an element with a text; nothing for no text.</summary>
    public HtmlText Element(string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            _text.Append('<').Append(name).Append('>').Append(Of(text)).Append("</").Append(name).Append(">\n");
        return this;
    }

    /// <summary>A moment as English writes it, with what machines read: <c>27 Jul 2020, 06:24</c>.</summary>
    public HtmlText Time(DateTimeOffset time)
    {
        _text.Append("<time datetime=\"").Append(Times.Rfc3339(time)).Append("\">").Append(Moment(time)).Append("</time>");
        return this;
    }

    /// <summary>A moment as English writes it.</summary>
    public static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
