using System.Management.Automation;
using KubePki.Cluster.Csr.Approval;
using KubePki.Cluster.Csr.Policy;
using KubePki.Model;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>
/// Lists CertificateSigningRequests: who asks which signer for what, how far each has come, and what really stands in the request.
/// </para>
/// <para>
/// It asks the cluster, or reads what kubectl get csr -o json or -o yaml prints (an object, a list, several documents, JSON lines), and PEM
/// requests, for which -SignerName and -UserName say the rest. Name, age, requested duration and condition are as kubectl prints them. The
/// request in the object is parsed at least as strictly as Go does, its signature is checked (SignatureValid), and what Go passes over in
/// silence, such as a second PEM block or a second common name, stands in Problems.
/// </para>
/// </summary>
/// <example>
/// <para>The requests of a file, and what is in them.</para>
/// <code>Get-KubeCsr ./samples/requests/csrs.json -AsOf 2026-07-01T12:00:00Z</code>
/// </example>
/// <example>
/// <para>Pending serving requests with the names that they ask for.</para>
/// <code>
/// Get-KubeCsr ./samples/requests/csrs.json -State Pending -SignerName *kubelet-serving
///   | Select-Object Name, Requestor, DnsNames, IPAddresses
/// </code>
/// </example>
/// <example>
/// <para>What waits for a decision in the cluster of the current kubeconfig.</para>
/// <code>Get-KubeCsr -State Pending</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "KubeCsr", DefaultParameterSetName = "Cluster", HelpUri = HelpPages.Base + "Get-KubeCsr.md")]
[OutputType(typeof(KubeCsr))]
public sealed class GetKubeCsrCommand : ClusterCommand
{
    private PathResolver? _paths;

    /// <summary>Files of requests; wildcards are taken.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Path")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>Files of requests, taken as they are written: brackets and stars mean themselves.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    /// <summary>Only requests of these names; wildcards are taken.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Only requests that have come so far: Pending, Approved, Denied, Failed or Issued.</summary>
    [Parameter]
    public KubeCsrState[]? State { get; set; }

    /// <summary>Only requests to this signer; wildcards are taken. Of a PEM request, the signer that is to be asked.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string? SignerName { get; set; }

    /// <summary>Of a PEM request: the user who would ask, system:node:NAME for a node.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>Of a PEM request: the groups of that user.</summary>
    [Parameter]
    [Alias("Groups")]
    [ValidateNotNullOrEmpty]
    public string[]? Group { get; set; }

    /// <summary>Of a PEM request: the usages, such as 'digital signature' and 'server auth'.</summary>
    [Parameter]
    [Alias("Usages")]
    [ValidateNotNullOrEmpty]
    public string[]? Usage { get; set; }

    /// <summary>The moment that ages speak of. The default is now.</summary>
    [Parameter]
    public DateTimeOffset AsOf { get; set; } = DateTimeOffset.UtcNow;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var path in (Path ?? LiteralPath ?? []).SelectMany(Resolve))
            Read(path);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ParameterSetName == "Cluster")
            List();
    }

    // Apart from the method that files come through, too: what speaks to clusters is loaded with this one.
    private void List()
    {
        foreach (var csr in Stream(CsrList.ReadAsync(Cluster, AsOf.ToUniversalTime(), Cancellation)).Where(IsWanted))
            WriteObject(csr);
    }

    private void Read(string path)
    {
        WriteVerbose(Printable.Text($"Read {path}"));
        try
        {
            var reading = CsrFile.Read(path, AsOf.ToUniversalTime(), Pem(), Cancellation);
            foreach (var problem in reading.Problems)
                WriteError(Errors.FromProblem(problem));
            foreach (var csr in reading.Requests.Where(IsWanted))
                WriteObject(csr);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    private CsrPemOptions Pem() => new()
    {
        SignerName = SignerName is not null && WildcardPattern.ContainsWildcardCharacters(SignerName) ? null : SignerName,
        UserName = UserName,
        Groups = TextList.From(Group ?? []),
        Usages = TextList.From(Usage ?? []),
    };

    private bool IsWanted(KubeCsr csr) => (Name is null || Name.Any(name => Fits(name, csr.Name)))
        && (State is null || State.Contains(csr.State)) && (SignerName is null || Fits(SignerName, csr.SignerName));

    private static bool Fits(string pattern, string text) => WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase).IsMatch(text);

    private IReadOnlyList<string> Resolve(string path) =>
        (_paths ??= new PathResolver(SessionState, root: null)).Resolve(path, LiteralPath is not null, WriteError);
}
