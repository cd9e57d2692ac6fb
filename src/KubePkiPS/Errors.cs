using System.Management.Automation;
using KubePki.Cluster.Client;
using KubePki.Cluster.Trust;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Reports;

namespace KubePkiPS;

/// <summary>Every error record of the module is born here.</summary>
internal static class Errors
{
    /// <summary>A problem of the snapshot as a non-terminating error.</summary>
    public static ErrorRecord FromProblem(PkiProblem problem) =>
        new(new PkiProblemException(problem), problem.Id, CategoryOf(problem.Id), problem.Path)
        {
            ErrorDetails = new ErrorDetails(Skin.PowerShell(problem.ToString())) { RecommendedAction = problem.RecommendedAction ?? "" },
        };

    /// <summary>A cluster that could not be asked, or that said no.</summary>
    public static ErrorRecord FromCluster(ClusterException exception) => new(exception, exception.Id, CategoryOf(exception), null)
    {
        ErrorDetails = new ErrorDetails(Printable.Text(exception.Message)) { RecommendedAction = exception.RecommendedAction ?? "" },
    };

    /// <summary>A path that PowerShell cannot resolve: an unknown drive, or one that is no file system.</summary>
    public static ErrorRecord BadPath(string path, Exception exception) =>
        new(exception, "BadPath", ErrorCategory.InvalidArgument, path)
        {
            ErrorDetails = new ErrorDetails(exception.Message) { RecommendedAction = "Specify a file or directory in the file system." },
        };

    /// <summary>An object that was made on another computer: its paths mean nothing here.</summary>
    public static ErrorRecord RemoteObject(PSObject input, string computer)
    {
        var text = Printable.Text($"This was read on {computer}, so its files are not on this machine: {input}");
        return new(new InvalidOperationException(text), "RemoteObject", ErrorCategory.InvalidOperation, input)
        {
            ErrorDetails = new ErrorDetails(text)
            {
                RecommendedAction = "Run the whole pipeline on that computer, with Invoke-Command.",
            },
        };
    }

    /// <summary>The receipt of a change that touched nothing, so that there is nothing to restore.</summary>
    public static ErrorRecord NoBackup(PSObject input)
    {
        var text = Printable.Text($"No backup was made, because nothing was changed: {input}");
        return new(new InvalidOperationException(text), "NoBackup", ErrorCategory.ObjectNotFound, input);
    }

    /// <summary>Something that speaks of no file of a node, so that there is nothing to repair.</summary>
    public static ErrorRecord NoNodeFile(PSObject input)
    {
        var text = Printable.Text($"No file of a node is known for this: {input}");
        return new(new InvalidOperationException(text), "NoNodeFile", ErrorCategory.ObjectNotFound, input)
        {
            ErrorDetails = new ErrorDetails(text) { RecommendedAction = "For log lines and endpoints, specify the node with -Root." },
        };
    }

    /// <summary>An object of the pipeline that a command can do nothing with.</summary>
    public static ErrorRecord WrongInput(Cmdlet command, PSObject input, string accepted)
    {
        var text = Printable.Text($"{((PSCmdlet)command).MyInvocation.MyCommand.Name} cannot use {PipelineObject.Kind(input)} as input.");
        return new(new ArgumentException(text), "WrongInput", ErrorCategory.InvalidArgument, input)
        {
            ErrorDetails = new ErrorDetails(text) { RecommendedAction = $"It accepts {accepted}." },
        };
    }

    /// <summary>A step of a repair that was not done.</summary>
    public static ErrorRecord NotRepaired(RepairReceipt receipt) =>
        new(new InvalidOperationException(receipt.ToString()), receipt.Result, ErrorCategory.OperationStopped, receipt.Target)
        {
            ErrorDetails = new ErrorDetails(receipt.ToString())
            {
                RecommendedAction = receipt.Backup is null ? "Nothing was changed." : $"The old files were saved to {receipt.Backup}.",
            },
        };

    /// <summary>Errors that a repair was asked to fix, and that are still there.</summary>
    public static ErrorRecord FindingsRemain(string root, IReadOnlyList<string> findings)
    {
        var text = findings.Count == 1 ? $"Not repaired: {findings[0]}"
            : $"{findings.Count} problems are not repaired: {string.Join(' ', findings)}";
        text = Printable.Text(text);
        return new(new InvalidOperationException(text), "FindingsRemain", ErrorCategory.InvalidResult, root)
        {
            ErrorDetails = new ErrorDetails(text) { RecommendedAction = "For the remedies, run Test-KubePki." },
        };
    }

    /// <summary>A plan of which a part could not be made.</summary>
    public static ErrorRecord PlanBroken(RepairPlan plan) =>
        new(new InvalidOperationException("An internal error kept a part of the plan from being made; the rest of it stands."),
            "PlanBroken", ErrorCategory.NotSpecified, plan)
        {
            ErrorDetails = new ErrorDetails("An internal error kept a part of the plan from being made; the rest of it stands.")
            {
                RecommendedAction = "The warnings say which. Please report it with the files of the node, without private keys.",
            },
        };

    /// <summary>A request that cannot be acted on, because it is not of a cluster that one is connected to.</summary>
    public static ErrorRecord FromFile(KubeCsr csr) =>
        new(new InvalidOperationException(Printable.Text($"{csr.Name} was read from a file, so it can be evaluated but not approved.")),
            "RequestFromFile", ErrorCategory.InvalidOperation, csr)
        {
            ErrorDetails = new ErrorDetails(Printable.Text($"{csr.Name} was read from a file, so it can be evaluated but not approved."))
            {
                RecommendedAction = "Use -WhatIf to evaluate it.",
            },
        };

    /// <summary>A parameter whose value means nothing.</summary>
    public static ErrorRecord BadValue(ArgumentException exception, string parameter) =>
        new(exception, "BadValue", ErrorCategory.InvalidArgument, parameter);

    /// <summary>A text that is no endpoint.</summary>
    public static ErrorRecord BadEndpoint(string text) =>
        new(new ArgumentException($"'{text}' is not a valid endpoint."), "BadEndpoint", ErrorCategory.InvalidArgument, text)
        {
            ErrorDetails = new ErrorDetails($"'{text}' is not a valid endpoint.")
            {
                RecommendedAction = "Use host:port, [address]:port or a URL.",
            },
        };

    /// <summary>A tree whose addresses are not dialled unless that is asked for.</summary>
    public static ErrorRecord OtherMachine(string objection, string root) =>
        new(new InvalidOperationException(Skin.PowerShell(objection)), "OtherMachine", ErrorCategory.InvalidOperation, root)
        {
            ErrorDetails = new ErrorDetails(char.ToUpperInvariant(objection[0]) + Skin.PowerShell(objection)[1..] + "."),
        };

    /// <summary>A certificate that came back and is not what it must be.</summary>
    public static ErrorRecord RefusedCertificate(RepairNote refused) =>
        new(new InvalidOperationException(refused.ToString()), "CertificateRefused", ErrorCategory.InvalidData, refused.Target)
        {
            ErrorDetails = new ErrorDetails(refused.ToString())
            {
                RecommendedAction = "Have it signed again as described in the signing sheet. Nothing was written for this role.",
            },
        };

    /// <summary>A file for a report whose extension tells no format.</summary>
    public static ErrorRecord UnknownReportFormat(string path)
    {
        var text = Printable.Text($"'{path}' does not tell the format of the report.");
        return new(new ArgumentException(text), "UnknownReportFormat", ErrorCategory.InvalidArgument, path)
        {
            ErrorDetails = new ErrorDetails(text) { RecommendedAction = "Use .html, .md or .json, or specify -Format." },
        };
    }

    /// <summary>A name that no check has.</summary>
    public static ErrorRecord UnknownCheck(string name) => UnknownCheck(name, KnownNames.Sentence("check", name,
        CheckCatalogue.All.Concat(TrustCatalogue.All).Select(check => check.Name)), "Get-KubePkiCheck lists them all.");

    /// <summary>A name that no check of nodes has.</summary>
    public static ErrorRecord UnknownNodeCheck(string name) => UnknownCheck(name, KnownNames.Sentence("check", name,
        CheckCatalogue.All.Select(check => check.Name), TrustCatalogue.All.Select(check => check.Name), "Test-KubeClusterTrust"),
        "Get-KubePkiCheck lists them all.");

    /// <summary>A name that no check of clusters has.</summary>
    public static ErrorRecord UnknownTrustCheck(string name)
    {
        var known = TrustCatalogue.All.Select(check => check.Name).ToList();
        return UnknownCheck(name, KnownNames.Sentence("check", name, known, CheckCatalogue.All.Select(check => check.Name), "Test-KubePki"),
            $"Valid checks: {string.Join(", ", known)}.");
    }

    private static ErrorRecord UnknownCheck(string name, string text, string advice) =>
        new(new ArgumentException(text), "UnknownCheck", ErrorCategory.ObjectNotFound, name)
        {
            ErrorDetails = new ErrorDetails(text) { RecommendedAction = advice },
        };

    /// <summary>A part of a cluster that could not be looked at.</summary>
    public static ErrorRecord FromGap(TrustGap gap, string? role)
    {
        var text = Printable.Text(gap.ToString());
        return new(new InvalidOperationException(text), gap.Id,
            gap.Right is null ? ErrorCategory.ReadError : ErrorCategory.PermissionDenied, gap.Part)
        {
            ErrorDetails = new ErrorDetails(text)
            {
                RecommendedAction = role is null ? "" : $"{Skin.PowerShell(TrustReport.RoleAdvice)}\n{role}",
            },
        };
    }

    /// <summary>A file that is no program for nodes.</summary>
    public static ErrorRecord NotNative(string path)
    {
        var text = Printable.Text($"{path} is not the native program kubepki.");
        return new(new ArgumentException(text), "NotNativeProgram", ErrorCategory.InvalidArgument, path)
        {
            ErrorDetails = new ErrorDetails(text) { RecommendedAction = "Specify the program for the hosts' processor, from the release." },
        };
    }

    /// <summary>A second node for one file.</summary>
    public static ErrorRecord OneFile(string path, string root)
    {
        var text = Printable.Text($"{root} is not saved: {path} is one file, and there are several nodes.");
        return new(new InvalidOperationException(text), "OneFileForSeveralNodes", ErrorCategory.InvalidArgument, root)
        {
            ErrorDetails = new ErrorDetails(text) { RecommendedAction = "Specify a directory with -Path." },
        };
    }

    /// <summary>A host that gave no snapshot.</summary>
    public static ErrorRecord HostFailed(string host, string reason) => new(
        new InvalidOperationException(Printable.Text($"{host}: {reason}")), "HostNotCollected", ErrorCategory.ConnectionError, host);

    /// <summary>A name that no role has.</summary>
    public static ErrorRecord UnknownRole(string name, IEnumerable<string> known) =>
        Unknown("role", name, known, $"Valid roles: {string.Join(", ", known)}.");

    /// <summary>A name that nothing of its kind has: UnknownRole, UnknownCheck, UnknownPolicy.</summary>
    public static ErrorRecord Unknown(string kind, string name, IEnumerable<string> known, string advice)
    {
        var text = KnownNames.Sentence(kind, name, known);
        return new(new ArgumentException(text), $"Unknown{char.ToUpperInvariant(kind[0])}{kind[1..]}", ErrorCategory.ObjectNotFound, name)
        {
            ErrorDetails = new ErrorDetails(text) { RecommendedAction = advice },
        };
    }

    /// <summary>A name that no node can have.</summary>
    public static ErrorRecord BadNodeName(string name, string reason) =>
        new(new ArgumentException($"'{name}': {reason}."), "BadNodeName", ErrorCategory.InvalidArgument, name);

    /// <summary>Two parameters that say the same thing in two ways.</summary>
    public static ErrorRecord Exclusive(string one, string other) =>
        new(new ArgumentException($"-{one} and -{other} cannot be used together."),
            "ExclusiveParameters", ErrorCategory.InvalidArgument, one);

    /// <summary>Several objects that are not one side of a comparison.</summary>
    public static ErrorRecord OneSide(IReadOnlyList<PSObject> items) =>
        new(new ArgumentException("One side of a comparison is one node, one backup, or a list of certificates and kubeconfigs."),
            "NotOneSide", ErrorCategory.InvalidArgument, items);

    /// <summary>A release of Go or Kubernetes whose rules are not known.</summary>
    public static ErrorRecord BadRelease(string text) =>
        new(new ArgumentException($"'{text}' is not a supported release."), "UnknownRelease", ErrorCategory.InvalidArgument, text)
        {
            ErrorDetails = new ErrorDetails($"'{text}' is not a supported release.")
            {
                RecommendedAction = "Use a Go release (1.19 to 1.27) with -GoVersion, "
                    + "or a Kubernetes release (1.25 …) with -KubernetesVersion.",
            },
        };

    /// <summary>What nobody thought of: a fault of this module, whatever the files hold.</summary>
    public static ErrorRecord Broken(Exception exception) => new(exception, "CommandBroke", ErrorCategory.NotSpecified, null)
    {
        ErrorDetails = new ErrorDetails(Printable.Text($"Internal error ({exception.GetType().Name}: {exception.Message})."))
        {
            RecommendedAction = "Please report it with the files that were read, without private keys.",
        },
    };

    /// <summary>Whether an exception is such a fault, and not PowerShell's own way to stop a pipeline or to tell an error.</summary>
    public static bool IsFault(Exception exception) => exception.GetType().Assembly != typeof(PSCmdlet).Assembly;

    private static ErrorCategory CategoryOf(ClusterException exception) => (exception.Id, exception.Code) switch
    {
        (_, 401) or (ClusterProblemId.NoCredential, _) => ErrorCategory.AuthenticationError,
        (_, 403) => ErrorCategory.PermissionDenied,
        (_, 404) or (ClusterProblemId.UnknownContext, _) => ErrorCategory.ObjectNotFound,
        (_, 409) => ErrorCategory.ResourceExists,
        (_, 429 or 503) => ErrorCategory.ResourceBusy,
        (ClusterProblemId.ServerNotTrusted, _) => ErrorCategory.SecurityError,
        (ClusterProblemId.ServerUnreachable, _) => ErrorCategory.ConnectionError,
        (ClusterProblemId.ServerTimeout, _) => ErrorCategory.OperationTimeout,
        (ClusterProblemId.BadKubeconfig or ClusterProblemId.BadAnswer, _) => ErrorCategory.InvalidData,
        _ => ErrorCategory.InvalidOperation,
    };

    private static ErrorCategory CategoryOf(string id) => id switch
    {
        PkiProblemId.PathNotFound or PkiProblemId.NodeNotFound or PkiProblemId.DanglingLink or PkiProblemId.TargetNotFound =>
            ErrorCategory.ObjectNotFound,
        PkiProblemId.UnreadableFile => ErrorCategory.PermissionDenied,
        PkiProblemId.WrongPassphrase or PkiProblemId.PassphraseRequired => ErrorCategory.AuthenticationError,
        PkiProblemId.UnsupportedEncryption => ErrorCategory.NotImplemented,
        PkiProblemId.LinkLeavesRoot or PkiProblemId.LoosePassphraseFile => ErrorCategory.SecurityError,
        PkiProblemId.FileTooLarge or PkiProblemId.RepeatedFile or PkiProblemId.EncryptionTooCostly => ErrorCategory.LimitsExceeded,
        PkiProblemId.NotRegularFile or PkiProblemId.LinkLoop => ErrorCategory.InvalidType,
        _ => ErrorCategory.InvalidData,
    };
}
