using KubePki.Model;

namespace KubePki.Node.Reading.Kubeconfigs;

/// <summary>Why client-go refuses a kubeconfig.</summary>
/// <param name="Reason">In plain words.</param>
/// <param name="GoError">In client-go's words; null when kubectl asks or dials instead of saying something.</param>
/// <param name="Line">The line; 0 when something is not there at all.</param>
/// <param name="Id">A value of <see cref="PkiProblemId"/>.</param>
internal sealed record KubeconfigFault(string Reason, string? GoError, int Line, string Id = PkiProblemId.MalformedKubeconfig);
