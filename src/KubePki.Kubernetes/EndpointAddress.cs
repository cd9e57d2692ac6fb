namespace KubePki.Kubernetes;

/// <summary>Where something behind a service listens.</summary>
/// <param name="Host">Its address.</param>
/// <param name="Port">Its port.</param>
public sealed record EndpointAddress(string Host, int Port);
