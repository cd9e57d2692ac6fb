using KubePki.Model;
using KubePki.Writing;

namespace KubePki.Repair;

/// <summary>A step with what it takes to do it.</summary>
internal abstract class RepairWork
{
    /// <summary>The step as it is shown.</summary>
    public required RepairStep Step { get; set; }

    /// <summary>The same work, shown otherwise.</summary>
    public RepairWork With(RepairStep step)
    {
        Step = step;
        return this;
    }

    /// <summary>Makes what is to be written. Nothing is written yet; new keys come from the workshop.</summary>
    public abstract IEnumerable<PendingChange> Prepare(Workshop workshop);

    /// <summary>Whether it is about a file of one person alone: when it cannot be done, the rest is done all the same.</summary>
    public virtual bool IsOfOnePerson => false;

    /// <summary>The kinds of new keys that the work needs, so that they can be made while others are.</summary>
    public virtual IEnumerable<Issuing.KeyKind> NewKeys => [];
}
