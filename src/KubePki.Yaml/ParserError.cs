using YamlDotNet.Core;

namespace KubePki.Yaml;

/// <summary>Says in plain words what YamlDotNet did not like. Its own words are kept where no better ones are known.</summary>
internal static class ParserError
{
    public const string BadStart = "a value cannot start with this character: put quotes around the value";

    private static readonly (string Fragment, string Reason)[] Reasons =
    [
        ("did not find expected ',' or '}'", "a comma or the closing } is missing"),
        ("did not find expected ',' or ']'", "a comma or the closing ] is missing"),
        ("quoted scalar, found unexpected end of stream", "the closing quote is missing"),
        ("quoted scalar, found unexpected document indicator", "the closing quote is missing before the end of the document"),
        ("found invalid tab as indentation", "a tab is used for indentation, but YAML allows only spaces"),
        ("found a tab character that violate indentation", "a tab is used for indentation, but YAML allows only spaces"),
        ("could not find expected ':'", "a key with a colon is expected here: the colon is missing, or the indentation is wrong"),
        ("found invalid mapping", "a second key and colon in the same value: put quotes around the value, or check the indentation"),
        ("Mapping values are not allowed", "a colon is not expected here: put quotes around the value, or check the indentation"),
        ("Mapping keys are not allowed", "a key is not expected here: check the indentation"),
        ("Block sequence entries are not allowed", "a list entry (-) is not expected here: check the indentation"),
        ("did not find expected '-' indicator", "a list entry (-) is expected here: check the indentation"),
        ("did not find expected key", "a key with a colon is expected here: the colon is missing, or the indentation is wrong"),
        ("did not find expected node content", "a value is expected here"),
        ("did not find expected token", "an alias cannot have an anchor or a tag"),
        ("Did not find expected <document", "this does not belong to the content before it: check the indentation"),
        ("found character that cannot start any token", BadStart),
        ("found wrong indentation", "the lines of a value in double quotes must be indented more than its key"),
        ("found unknown escape character", "an unknown escape: in double quotes, write a backslash as \\\\"),
        ("did not find expected hexadecimal number", "an escape with a digit that is not hexadecimal"),
        ("surrogate", "an escape for half a character (an unpaired surrogate)"),
        ("invalid Unicode character escape code", "an escape for a character beyond U+10FFFF"),
        ("found undefined tag handle", "a tag whose prefix is not declared"),
        ("found more than one anchor", "a value has two anchors"),
        ("found value containing disallowed", "the name of an anchor or alias is missing or contains one of []{},"),
        ("found extra spaces in first line", "the first line of a block scalar has more spaces than the lines below"),
        ("found more spaces in lines above", "the first line of a block scalar has more spaces than the lines below"),
        ("found incompatible YAML document", "the %YAML directive requires a version other than YAML 1"),
        ("found a comment between", "there is a comment between the lines of a value"),
        ("found a comment without", "a comment needs a space before its #"),
        ("found invalid comment", "a comment needs a space before its #"),
        ("before version directive", "a %YAML directive needs the end of the last document (...) before it"),
        ("did not find preceding <document end>", "a %YAML directive needs the end of the last document (...) before it"),
        ("must be valid URIs", "a tag that is not a valid URI"),
        ("no more tokens", "a document end (...) without a document"),
    ];

    /// <summary>Where the error is and what it is.</summary>
    /// <param name="error">What YamlDotNet threw, of whatever type.</param>
    /// <param name="position">Where its scanner is.</param>
    public static (Mark Mark, string Reason) Explain(Exception error, Mark position)
    {
        // Only for a plain value in brackets at the left of its line does YamlDotNet throw without a message of its own.
        if (error is InvalidOperationException && error.Message == new InvalidOperationException().Message)
            return (position, "a line in brackets must be indented more than the key before them, or the closing bracket is missing");
        return (FindMark(error, position), FindReason(error.Message));
    }

    /// <summary>An error of the scanner is marked from the start of the value, which helps only when the value has no end.</summary>
    private static Mark FindMark(Exception error, Mark position)
    {
        if (error is not YamlException { End.Index: > 0 } yaml)
            return position;
        var isScanner = error is SyntaxErrorException && error.Message.StartsWith("While scanning", StringComparison.Ordinal);
        var isEndMissing = error.Message.Contains("found unexpected", StringComparison.Ordinal)
            || error.Message.Contains("cannot start any token", StringComparison.Ordinal);
        return isScanner && !isEndMissing ? yaml.End : yaml.Start;
    }

    private static string FindReason(string message)
    {
        foreach (var (fragment, reason) in Reasons)
        {
            if (message.Contains(fragment, StringComparison.OrdinalIgnoreCase))
                return reason;
        }
        return message.Length == 0 ? "this is not YAML" : char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.');
    }
}
