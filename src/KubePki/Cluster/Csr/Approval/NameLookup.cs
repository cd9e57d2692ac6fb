using System.Net;
using System.Net.Sockets;
using KubePki.Cluster.Csr.Policy;
using KubePki.Model;

namespace KubePki.Cluster.Csr.Approval;

/// <summary>Asks DNS for the addresses of nodes. No answer is no answer: it is never taken for a no.</summary>
internal sealed class NameLookup(TimeSpan timeout)
{
    /// <summary>What DNS says of a name: the name itself when it leads anywhere, and the addresses.</summary>
    public AddressEvidence Ask(string name)
    {
        using var deadline = new CancellationTokenSource(timeout);
        try
        {
            var found = Dns.GetHostAddressesAsync(name, deadline.Token).GetAwaiter().GetResult();
            return new AddressEvidence
            {
                Names = [name],
                Addresses = TextList.From(found.Select(address => Addresses.Text(address.GetAddressBytes())).Distinct()),
            };
        }
        catch (SocketException e)
        {
            return new AddressEvidence
            {
                Failure = e.SocketErrorCode == SocketError.HostNotFound ? "the name does not exist" : ForeignWords.Of(e),
            };
        }
        catch (OperationCanceledException)
        {
            return new AddressEvidence { Failure = "it took too long" };
        }
    }
}
