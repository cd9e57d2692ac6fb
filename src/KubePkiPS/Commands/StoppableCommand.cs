using System.Management.Automation;
using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Kubeconfigs;
using KubePki.Reports;
using KubePkiPS.Views;

namespace KubePkiPS.Commands;

/// <summary>A command that stops at Ctrl+C, wherever it is.</summary>
public abstract class StoppableCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ReadingOrder.Reading _reading = new();

    /// <summary>Cancelled when the user stops the pipeline.</summary>
    protected CancellationToken Cancellation => _stop.Token;

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Writes objects in the order in which they were read, which views tell from any other.</summary>
    /// <param name="rows">The objects, of one node or directory.</param>
    /// <param name="headline">What stands above them, fit for the terminal; null for nothing.</param>
    /// <param name="isDetailed">Whether each is shown with all that is in it.</param>
    private protected void WriteRows(IEnumerable<object> rows, string? headline = null, bool isDetailed = false)
    {
        _reading.Places++;
        _reading.IsKept = MyInvocation.PipelinePosition == MyInvocation.PipelineLength;
        foreach (var row in rows)
        {
            ReadingOrder.Note(_reading, row, headline);
            _reading.IsWriting = true;
            try
            {
                WriteObject(TableCell.Shown(row, Host, isDetailed));
            }
            finally
            {
                _reading.IsWriting = false;
            }
        }
    }

    /// <summary>Warns of what is left as it is.</summary>
    /// <param name="notes">The notes.</param>
    private protected void WriteNotes(IEnumerable<RepairNote> notes) => Warn(RepairReport.NoteLines(notes));

    /// <summary>Warns of what a plan leaves as it is.</summary>
    /// <param name="plan">The plan.</param>
    private protected void WriteNotes(RepairPlan plan) => Warn(RepairReport.NoteLines(plan));

    private void Warn(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            WriteWarning(Skin.PowerShell(line));
    }

    /// <summary>Ends the command when a role was named that does not exist.</summary>
    /// <param name="patterns">The roles; wildcards are supported.</param>
    /// <param name="known">Those that there are; null for all.</param>
    private protected void DemandRoles(IEnumerable<string>? patterns, IEnumerable<string>? known = null)
    {
        if (KnownNames.Unknown(patterns, known ?? PkiRoles.Names) is { } name)
            ThrowTerminatingError(Errors.UnknownRole(name, known ?? PkiRoles.Names));
    }

    /// <summary>Hands on the objects of the pipeline; what is of another computer, or of no use here, is an error.</summary>
    /// <param name="input">What came; null for nothing.</param>
    /// <param name="take">Takes an object, or says that it cannot.</param>
    /// <param name="accepted">What it can take, for the error.</param>
    internal void Each(PSObject? input, Func<PSObject, bool> take, string accepted)
    {
        foreach (var item in input is null ? [] : PipelineObject.Each(input))
        {
            if (PipelineObject.Elsewhere(item) is { } computer)
                WriteError(Errors.RemoteObject(item, computer));
            else if (!take(item))
                WriteError(Errors.WrongInput(this, item, accepted));
        }
    }

    // A relative path in KUBECONFIG is relative to where the user is, which the process need not be.
    private protected IReadOnlyList<string> PersonalKubeconfigs() =>
    [
        .. KubeconfigPaths.OfUser()
            .Select(path => Path.GetFullPath(path, SessionState.Path.CurrentFileSystemLocation.ProviderPath)),
    ];

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of what the command holds.</summary>
    /// <param name="disposing">Whether it is disposed, not finalized.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _stop.Dispose();
    }
}
