using System.Management.Automation;
using System.Security;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Pki.Keys;

namespace KubePkiPS.Commands;

/// <summary>Base of the commands that plan something for one node from what the user gives them.</summary>
public abstract class NodePlanCommand : StoppableCommand
{
    private KeyPassphrase? _passphrase;

    /// <summary>The root directory of the node: / or a copied tree, a mounted image, a backup.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Root { get; set; }

    /// <summary>The time to use as the current time. The default is now.</summary>
    [Parameter]
    [MomentTransform]
    public DateTimeOffset AsOf { get; set; } = Times.WholeSeconds(DateTimeOffset.UtcNow);

    /// <summary>
    /// The passphrase for encrypted private keys and PKCS#12 stores. A key that it does not decrypt causes an error and stays encrypted.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? KeyPassphrase { get; set; }

    /// <summary>Whether keys that were encrypted are written without encryption.</summary>
    private protected virtual bool WritesPlainKeys => false;

    /// <summary>How to read, as the parameters say.</summary>
    protected ReadOptions Options => new()
    {
        Root = Root is null ? "/" : GetUnresolvedProviderPathFromPSPath(Root),
        AsOf = AsOf.ToUniversalTime(),
        Passphrase = _passphrase ??= NodeCommand.PassphraseOf(KeyPassphrase, WritesPlainKeys),
    };

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _passphrase?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Tells of files that cannot be read, and of keys that the passphrase does not open.</summary>
    /// <param name="problems">What is wrong with them.</param>
    private protected void Report(IEnumerable<PkiProblem> problems)
    {
        foreach (var problem in ProblemSummary.Of(problems))
            WriteError(Errors.FromProblem(problem));
    }

    /// <summary>Does the work of the command; a problem becomes its error, Ctrl+C its end.</summary>
    /// <param name="work">The work.</param>
    private protected void Guarded(Action work)
    {
        try
        {
            work();
        }
        catch (PkiProblemException e)
        {
            WriteError(Errors.FromProblem(e.Problem));
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception e) when (Errors.IsFault(e))
        {
            ThrowTerminatingError(Errors.Broken(e));
        }
    }
}
