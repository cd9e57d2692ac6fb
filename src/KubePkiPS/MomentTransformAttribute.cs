using System.Management.Automation;
using KubePki.Model;

namespace KubePkiPS;

/// <summary>
/// Takes <c>2026-07-01</c>, <c>+30d</c>, <c>tomorrow</c>, a DateTime or a DateTimeOffset for a moment; UTC unless it says otherwise.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MomentTransformAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override bool TransformNullOptionalParameters => false;

    /// <summary>The moment that was written.</summary>
    /// <param name="engineIntrinsics">The engine; not used.</param>
    /// <param name="inputData">The argument.</param>
    /// <exception cref="ArgumentTransformationMetadataException">The argument is no moment.</exception>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = (inputData as PSObject)?.BaseObject ?? inputData;
        return value switch
        {
            DateTimeOffset moment => moment.ToUniversalTime(),
            // A time without a zone is UTC, as in a text.
            DateTime { Kind: DateTimeKind.Unspecified } moment => new DateTimeOffset(moment, TimeSpan.Zero),
            DateTime moment => new DateTimeOffset(moment).ToUniversalTime(),
            // To PowerShell, -7d is a number; the text as typed is kept beside the value.
            _ when Moments.TryParse(LanguagePrimitives.ConvertTo<string>(inputData), DateTimeOffset.UtcNow, out var moment) => moment,
            _ => throw new ArgumentTransformationMetadataException($"'{value}' is not a valid time. {Moments.Usage}"),
        };
    }
}
