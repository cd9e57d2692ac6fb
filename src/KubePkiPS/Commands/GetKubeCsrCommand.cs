using System.Management.Automation;
using System.Text;
using KubePki.Cluster.Csr.Approval;
using KubePki.Cluster.Csr.Policy;
using KubePki.Model;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Lists CertificateSigningRequests: requestor, signer, state and the decoded content of each request.</para>
/// <para>
/// It reads requests from the cluster, from the output of kubectl get csr -o json or -o yaml (an object, a list, several documents or JSON
/// lines), or from PEM requests; for these, -SignerName and -UserName provide the rest. Name, age, requested duration and condition are
/// shown as in kubectl. Requests are parsed at least as strictly as Go does, and their signature is verified (SignatureValid). Anything
/// that Go silently ignores, such as a second PEM block or a second common name, is listed in Problems.
/// </para>
/// </summary>
/// <example>
/// <para>Show the requests in a file and their content.</para>
/// <code>Get-KubeCsr ./samples/requests/csrs.json -AsOf 2026-07-01T12:00:00Z</code>
/// </example>
/// <example>
/// <para>List pending serving requests with the names that they request.</para>
/// <code>
/// Get-KubeCsr ./samples/requests/csrs.json -State Pending -SignerName *kubelet-serving
///   | Select-Object Name, Requestor, DnsNames, IPAddresses
/// </code>
/// </example>
/// <example>
/// <para>List the requests that wait for a decision in the cluster of the current kubeconfig.</para>
/// <code>Get-KubeCsr -State Pending</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "KubeCsr", DefaultParameterSetName = "Cluster", HelpUri = HelpPages.Base + "Get-KubeCsr.md")]
[OutputType(typeof(KubeCsr))]
public sealed class GetKubeCsrCommand : ClusterCommand
{
    private static readonly string[] TextStarts = ["apiVersion:", "kind:", "items:"];

    private readonly StringBuilder _lines = new();
    private PathResolver? _paths;

    /// <summary>Files with requests. Wildcards are supported.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>Literal paths of files with requests. Wildcard characters are not interpreted.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    /// <summary>
    /// From the pipeline: the output of kubectl get csr -o json or -o yaml, as text or as objects of ConvertFrom-Json; paths and files;
    /// kubeconfigs, whose clusters are asked; requests.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [AllowEmptyString]
    public PSObject? InputObject { get; set; }

    /// <summary>Lists only requests with these names. Wildcards are supported.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Lists only requests in these states: Pending, Approved, Denied, Failed or Issued.</summary>
    [Parameter]
    public KubeCsrState[]? State { get; set; }

    /// <summary>Lists only requests to this signer. Wildcards are supported. For a PEM request: its signer.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    public string? SignerName { get; set; }

    /// <summary>For a PEM request: the requesting user, system:node:NAME for a node.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>For a PEM request: the groups of the requesting user.</summary>
    [Parameter]
    [Alias("Groups")]
    [ValidateNotNullOrEmpty]
    public string[]? Group { get; set; }

    /// <summary>For a PEM request: the usages, such as 'digital signature' and 'server auth'.</summary>
    [Parameter]
    [Alias("Usages")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    public string[]? Usage { get; set; }

    /// <summary>The time that ages are relative to. The default is now.</summary>
    [Parameter]
    [MomentTransform]
    public DateTimeOffset AsOf { get; set; } = Times.WholeSeconds(DateTimeOffset.UtcNow);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (SignerName is not null && SignerNames.IsUnknown(SignerName))
            ThrowTerminatingError(Errors.Unknown("signer", SignerName, SignerNames.All,
                $"Signers of Kubernetes: {string.Join(", ", SignerNames.All)}."));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        Each(InputObject, Take, "the output of kubectl get csr, paths, files, kubeconfigs, and requests");
        foreach (var path in InputObject is null ? Path ?? LiteralPath ?? [] : [])
            ReadFiles(path, LiteralPath is not null);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ParameterSetName == "Cluster")
            List();
        ReadLines();
    }

    private bool Take(PSObject input)
    {
        // Lines belong together; once there are some, all texts are lines.
        if (input.BaseObject is string line && (_lines.Length > 0 || IsText(line)))
            _lines.Append(line).Append('\n');
        else if (input.BaseObject is string path)
            ReadFiles(path, isLiteral: false);
        else if (PipelineObject.As<KubeCsr>(input) is { } csr)
            Write([csr]);
        // A kubeconfig can run a program; of a tree or an image nobody knows who wrote it.
        else if (PipelineObject.As<Kubeconfig>(input) is { Root: "/" } kubeconfig)
            List(kubeconfig);
        else if (input.BaseObject is PSCustomObject && (input.Properties["items"] ?? input.Properties["spec"]) is not null)
            Read(Encoding.UTF8.GetBytes(ToJson(input)));
        else if (PipelineObject.Path(input) is { } file)
            ReadFiles(file, isLiteral: true);
        else
            return false;
        return true;
    }

    private static bool IsText(string line) => line.TrimStart() is var text
        && (text.Length == 0 || text.Contains('\n', StringComparison.Ordinal)
        || "{[#-".Contains(text[0], StringComparison.Ordinal) || TextStarts.Any(start => text.StartsWith(start, StringComparison.Ordinal)));

    private string ToJson(PSObject input) => string.Concat(
        InvokeCommand.InvokeScript("param($requests) ConvertTo-Json -InputObject $requests -Depth 32 -Compress", input));

    private void ReadLines()
    {
        if (_lines.ToString() is { Length: > 0 } text && !string.IsNullOrWhiteSpace(text))
            Read(Encoding.UTF8.GetBytes(text));
    }

    private void Read(byte[] text) => Write(() => CsrFile.Read(text, "pipeline", AsOf.ToUniversalTime(), Pem(), Cancellation));

    private void List(Kubeconfig kubeconfig)
    {
        Use(kubeconfig.Path);
        List();
    }

    // Apart from the method that files come through, too: what speaks to clusters is loaded with this one.
    private void List()
    {
        Write(Stream(CsrList.ReadAsync(Cluster, AsOf.ToUniversalTime(), Cancellation)));
    }

    private void Write(IEnumerable<KubeCsr> requests)
    {
        foreach (var csr in requests.Where(IsWanted))
            WriteObject(csr);
    }

    private void ReadFiles(string path, bool isLiteral)
    {
        foreach (var file in (_paths ??= new PathResolver(SessionState, root: null)).Resolve(path, isLiteral, WriteError))
        {
            WriteVerbose(Printable.Text($"Read {file}"));
            Write(() => CsrFile.Read(file, AsOf.ToUniversalTime(), Pem(), Cancellation));
        }
    }

    private void Write(Func<CsrReading> read)
    {
        try
        {
            var reading = read();
            foreach (var problem in reading.Problems)
                WriteError(Errors.FromProblem(problem));
            Write(reading.Requests);
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

    private bool IsWanted(KubeCsr csr) => (Name is null || Name.Any(name => Wildcard.Matches(name, csr.Name)))
        && (State is null || State.Contains(csr.State)) && (SignerName is null || Wildcard.Matches(SignerName, csr.SignerName));
}
