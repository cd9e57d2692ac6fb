using k8s.Models;

namespace KubePki.Kubernetes;

/// <summary>A condition of a CertificateSigningRequest.</summary>
/// <param name="Type">Approved, Denied, Failed, or what others call theirs.</param>
/// <param name="Status">True, False or Unknown.</param>
/// <param name="Reason">A word for programs.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="LastUpdateTime">When it was last set, UTC; null when it does not say.</param>
public sealed record SigningCondition(string Type, string Status, string Reason, string Message, DateTimeOffset? LastUpdateTime)
{
    internal static SigningCondition Of(V1CertificateSigningRequestCondition? model) => new(
        model?.Type ?? "",
        model?.Status ?? "",
        model?.Reason ?? "",
        model?.Message ?? "",
        model?.LastUpdateTime is { } time ? new DateTimeOffset(time, TimeSpan.Zero) : null);

    internal V1CertificateSigningRequestCondition ToModel() => new()
    {
        Type = Type,
        Status = Status,
        Reason = Reason,
        Message = Message,
        LastUpdateTime = LastUpdateTime?.UtcDateTime,
    };
}
