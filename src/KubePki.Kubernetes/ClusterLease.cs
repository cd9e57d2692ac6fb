namespace KubePki.Kubernetes;

/// <summary>A Lease (coordination.k8s.io/v1): who leads, and when that was said last.</summary>
public sealed class ClusterLease : ApiObject
{
    private readonly LeaseModel _model;

    internal ClusterLease(LeaseModel model)
        : base(model.Metadata, problem: null) => _model = model;

    /// <summary>Who leads; null when nobody does.</summary>
    public string? Holder => Filled(_model.Spec?.HolderIdentity);

    /// <summary>When it was renewed last, UTC; null when it does not say.</summary>
    public DateTimeOffset? RenewTime => _model.Spec?.RenewTime is { } time ? new DateTimeOffset(time, TimeSpan.Zero) : null;

    /// <summary>For how long it is good; null when it does not say.</summary>
    public TimeSpan? Duration => _model.Spec?.LeaseDurationSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}
