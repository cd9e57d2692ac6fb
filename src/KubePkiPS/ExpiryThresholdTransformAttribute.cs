using System.Management.Automation;
using KubePki.Model;

namespace KubePkiPS;

/// <summary>Takes <c>30d</c>, <c>12h</c>, <c>20%</c> and a <see cref="TimeSpan"/> for a threshold.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ExpiryThresholdTransformAttribute : ArgumentTransformationAttribute
{
    /// <summary>Turns what the user wrote into a threshold.</summary>
    /// <param name="engineIntrinsics">The engine; not used.</param>
    /// <param name="inputData">The argument.</param>
    /// <returns>The threshold.</returns>
    /// <exception cref="ArgumentTransformationMetadataException">The argument is no threshold.</exception>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            ExpiryThreshold threshold => threshold,
            TimeSpan span when span >= TimeSpan.Zero => ExpiryThreshold.FromSpan(span),
            // To PowerShell, 30d is a decimal number, 45s and 1y are integers; the text as typed is kept beside the value.
            string or decimal or short or sbyte
                when ExpiryThreshold.TryParse(LanguagePrimitives.ConvertTo<string>(inputData), out var threshold) => threshold,
            _ => throw new ArgumentTransformationMetadataException(
                $"'{value}' is not a valid duration. Use 30d, 12h, 20% (of the lifetime), or a TimeSpan."),
        };
    }
}
