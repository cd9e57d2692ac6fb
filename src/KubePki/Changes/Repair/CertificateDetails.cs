using System.Globalization;
using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Changes.Repair;

/// <summary>Says what an order changes, for people.</summary>
internal static class CertificateDetails
{
    public static IEnumerable<string> Of(CertificateOrder order, ParsedCertificate? old, KeyKind? newKey, bool clamped)
    {
        var subject = DistinguishedName.Read(order.Subject.Span, GoVersion.Newest, out _);
        yield return $"subject {subject}{(old is null ? "" : ", as before")}";
        if (order.Names.Count > 0 || old?.Extensions.HasSubjectAltName == true)
            yield return Names(order, old);
        yield return $"usages {(order.Usages.Count == 0 ? "any" : string.Join(", ", order.Usages))}";
        yield return $"valid from {Times.Rfc3339(order.NotBefore)} to "
            + $"{Times.Rfc3339(order.NotAfter)}{(clamped ? ", when its CA expires" : AsLong(order, old))}";
        yield return newKey is null ? "keep the key" : $"a new key, {newKey}";
    }

    // That it is not the usual year is worth a word.
    private static string AsLong(CertificateOrder order, ParsedCertificate? old)
    {
        var span = order.NotAfter - order.NotBefore;
        return old is not null && (TimeSpan.FromSeconds(old.NotAfter - old.NotBefore) - span).Duration() < TimeSpan.FromMinutes(1)
            && (span - RepairOptions.Year).Duration() > TimeSpan.FromDays(2)
            ? $": {Times.Span(span)}, as long as the old one, not a year" : "";
    }

    /// <summary>The mode of a file that gets a private key, where that becomes another.</summary>
    public static IEnumerable<string> ModeOfSecret(PkiFile? file)
    {
        if (file is null)
            yield return "mode 0600";
        else if (file.Mode is { } mode && FileModes.OfSecret(mode) != mode)
            yield return $"mode {OctalMode.Of(FileModes.OfSecret(mode))}";
    }

    /// <summary>The owner of a file that gets a private key, where that becomes another.</summary>
    public static IEnumerable<string> OwnerOfSecret(PkiFile? file)
    {
        if (file is { IsOfOthers: true })
            yield return string.Create(CultureInfo.InvariantCulture, $"owner: the current user instead of user {file.UserId}");
    }

    /// <summary>The mode of the file of a new key, and its owner, where that becomes another.</summary>
    public static TextList AccessOfKey(PkiFile? file) =>
        [$"mode {OctalMode.Of(FileModes.OfSecret(file?.Mode ?? FileModes.Key))}", .. OwnerOfSecret(file)];

    /// <summary>Whether nobody but its owner, who is in our hands, has a key.</summary>
    public static bool IsClosed(PkiFile? file) => file is null || !ModeOfSecret(file).Concat(OwnerOfSecret(file)).Any();

    private static string Names(CertificateOrder order, ParsedCertificate? old)
    {
        var now = order.Names.Texts().ToList();
        if (old is null)
            return $"names {string.Join(", ", now)}";
        var before = AlternativeNameList.Of(old).Texts().ToList();
        var added = now.Except(before).ToList();
        var removed = before.Except(now).ToList();
        return $"names {(now.Count == 0 ? "none" : string.Join(", ", now))}"
            + $"{(added.Count == 0 ? "" : $"; added {string.Join(", ", added)}")}"
            + $"{(removed.Count == 0 ? "" : $"; removed {string.Join(", ", removed)}")}"
            + $"{(added.Count + removed.Count == 0 ? ", as before" : "")}";
    }
}
