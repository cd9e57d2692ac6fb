using KubePki.Model;

namespace KubePki.Reports;

public sealed partial class JsonObjects
{
    /// <summary>Writes a configuration: each value with its source.</summary>
    /// <param name="spec">The configuration.</param>
    public void Write(NodeSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        _writer.WriteStartObject();
        Value("nodeName", spec.NodeName);
        WriteList("nodeAddresses", spec.NodeAddresses, WriteValue);
        Property("isControlPlane", spec.IsControlPlane);
        Value("kubernetesVersion", spec.KubernetesVersion);
        Property("kubernetesMinor", spec.KubernetesMinor);
        Value("clusterName", spec.ClusterName);
        Value("advertiseAddress", spec.AdvertiseAddress);
        Value("bindPort", spec.BindPort);
        Value("controlPlaneEndpoint", spec.ControlPlaneEndpoint);
        Value("serviceSubnet", spec.ServiceSubnet);
        Value("serviceAddress", spec.ServiceAddress);
        Value("podSubnet", spec.PodSubnet);
        Value("dnsDomain", spec.DnsDomain);
        Value("certificatesDirectory", spec.CertificatesDirectory);
        Value("imageRepository", spec.ImageRepository);
        Value("etcdDataDirectory", spec.EtcdDataDirectory);
        WriteList("etcdServers", spec.EtcdServers, WriteValue);
        Value("etcdAuthorityFile", spec.EtcdAuthorityFile);
        Value("etcdCertificateFile", spec.EtcdCertificateFile);
        Value("etcdKeyFile", spec.EtcdKeyFile);
        WriteList("extraNames", spec.ExtraNames, WriteValue);
        WriteList("requiredApiServerNames", spec.RequiredApiServerNames, WriteValue);
        WriteList("requiredEtcdNames", spec.RequiredEtcdNames, WriteValue);
        WriteList("contradictions", spec.Contradictions, WriteContradiction);
        _writer.WriteEndObject();
    }

    private void Value(string name, SpecValue? value)
    {
        _writer.WritePropertyName(name);
        WriteValue(value);
    }

    private void WriteValue(SpecValue? value)
    {
        if (value is null)
        {
            _writer.WriteNullValue();
            return;
        }
        _writer.WriteStartObject();
        Property("value", value.Value);
        Property("source", value.Source);
        _writer.WriteEndObject();
    }

    private void WriteContradiction(SpecContradiction contradiction)
    {
        _writer.WriteStartObject();
        Property("name", contradiction.Name);
        Value("taken", contradiction.Taken);
        Value("other", contradiction.Other);
        _writer.WriteEndObject();
    }
}
