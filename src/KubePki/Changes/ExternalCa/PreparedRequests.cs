using KubePki.Model;
using KubePki.Pki.Keys;

namespace KubePki.Changes.ExternalCa;

/// <summary>Requests that are to be written, to be shown before. Nothing is written yet, and no key is made.</summary>
public sealed class PreparedRequests
{
    internal PreparedRequests(string root, string directory, IReadOnlyList<RequestOrder> orders, IReadOnlyList<RepairNote> leftAlone)
    {
        Root = root;
        Directory = directory;
        Orders = orders;
        Requests = orders.Select(order => order.Row).ToArray();
        LeftAlone = leftAlone;
    }

    /// <summary>The directory that stands for the node's <c>/</c>.</summary>
    public string Root { get; }

    /// <summary>The directory of the requests, as a path of this machine.</summary>
    public string Directory { get; }

    /// <summary>The requests, and how each must be signed.</summary>
    public IReadOnlyList<RequestedCertificate> Requests { get; }

    /// <summary>What is not asked for, with the reasons.</summary>
    public IReadOnlyList<RepairNote> LeftAlone { get; }

    /// <summary>Encrypted keys that stay closed although a passphrase was given, and why.</summary>
    public IReadOnlyList<PkiProblem> Problems { get; internal init; } = [];

    internal IReadOnlyList<RequestOrder> Orders { get; }

    /// <summary>What opens the keys that stay, where they are encrypted.</summary>
    internal KeyPassphrase? Passphrase { get; init; }

    /// <summary>Some of the requests only.</summary>
    /// <param name="requests">The requests, of this plan.</param>
    public PreparedRequests Only(IReadOnlyCollection<RequestedCertificate> requests) =>
        new(Root, Directory, Orders.Where(order => requests.Contains(order.Row)).ToArray(), LeftAlone)
        {
            Passphrase = Passphrase,
            Problems = Problems,
        };

    /// <summary>How many there are.</summary>
    public override string ToString() => $"{Requests.Count} requests";
}
