using System.CommandLine;
using KubePki.Changes.Init;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Pki.Keys;

namespace KubePki.Cli;

/// <summary><c>kubepki new</c>: a PKI and kubeconfigs as kubeadm init would write them, or single pieces that are missing.</summary>
internal sealed class NewCommand
{
    private readonly SharedOptions _shared = new();
    private readonly PlanOptionSet _plan = new();

    private readonly Option<string?> _config = new("--config-file", "--config")
    {
        Description = "kubeadm configuration file (v1beta2, v1beta3 or v1beta4).",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _role = new("--role")
    {
        Description = "Create only these roles, such as ca, sa, apiserver, etcd-*, admin.conf. Wildcards are supported (default: all).",
        HelpName = "ROLE",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _out = new("--out-directory", "--out-dir")
    {
        Description = "Write to this directory instead of the node. It is created if it does "
            + "not exist, and gets etc/kubernetes and var/lib/kubelet.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _nodeName = new("--node-name") { Description = "Node name.", HelpName = "NAME" };

    private readonly Option<string?> _advertise = new("--advertise-address")
    {
        Description = "Address that this node's API server advertises.",
        HelpName = "IP",
    };

    private readonly Option<string?> _endpoint = new("--control-plane-endpoint", "--server")
    {
        Description = "Host and port where clients reach the control plane.",
        HelpName = "HOST:PORT",
    };

    private readonly Option<string?> _services = new("--service-cidr")
    {
        Description = "Service address range (default: 10.96.0.0/12).",
        HelpName = "CIDR",
    };

    private readonly Option<string?> _domain = new("--dns-domain")
    {
        Description = "DNS domain of the cluster (default: cluster.local).",
        HelpName = "NAME",
    };

    private readonly Option<string?> _cluster = new("--cluster-name")
    {
        Description = "Cluster name in kubeconfigs (default: kubernetes).",
        HelpName = "NAME",
    };

    private readonly Option<string?> _certificates = new("--certificates-directory", "--cert-dir")
    {
        Description = "Certificate directory on the node (default: /etc/kubernetes/pki).",
        HelpName = "DIR",
    };

    private readonly Option<string?> _version = new("--kubernetes-version")
    {
        Description = "Kubernetes version. super-admin.conf is created for 1.29 and later.",
        HelpName = "1.N",
    };

    private readonly Option<string[]> _addSan = new("--add-san")
    {
        Description = "Additional names and addresses for the API server's certificate.",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _keyAlgorithm = new("--key-algorithm")
    {
        Description = "Key algorithm (default: as configured, else RSA2048).",
    };

    private readonly Option<DateTimeOffset?> _notBefore = new("--not-before")
    {
        Description = "Start of the validity period (default: five minutes ago).",
        HelpName = "TIME",
        CustomParser = SharedOptions.ParseTime,
    };

    private readonly Option<string?> _validFor = new("--valid-for")
    {
        Description = "Validity period of certificates, such as 365d or 10y (default: 365d; limited by their CA).",
        HelpName = "TIME",
    };

    private readonly Option<string?> _authorityValidFor = new("--ca-valid-for")
    {
        Description = "Validity period of CAs (default: 10y).",
        HelpName = "TIME",
    };

    public static Command Create()
    {
        var founder = new NewCommand();
        var command = new Command("new", "Creates a PKI and kubeconfigs as kubeadm init would, from its configuration or from options. "
            + "Existing files are used or left alone, never overwritten.");
        foreach (var option in new Option[]
        {
            founder._shared.Root, founder._out, founder._shared.AsOf, founder._config, founder._role,
            founder._nodeName, founder._advertise, founder._endpoint, founder._services, founder._domain,
            founder._cluster, founder._certificates, founder._version, founder._addSan,
            founder._keyAlgorithm, founder._notBefore, founder._validFor, founder._authorityValidFor,
        })
            command.Options.Add(option);
        founder._shared.Passphrase.AddToWorker(command, replacesKeys: false);
        founder._plan.AddTo(command);
        founder._keyAlgorithm.AcceptOnlyFromAmong([.. KeyKind.All.Select(kind => kind.Name)]);
        founder._addSan.Validators.Add(CertificateOptionSet.CheckNames);
        founder._validFor.Validators.Add(CertificateOptionSet.CheckLifetime);
        founder._authorityValidFor.Validators.Add(CertificateOptionSet.CheckLifetime);
        SharedOptions.Known(founder._role, "role", InitRoles.All);
        command.SetAction((parsed, cancellation) => Task.FromResult(founder.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var read = _shared.ReadOptions(parsed);
        if (parsed.GetValue(_out) is { } directory)
            read = read with { Root = Path.GetFullPath(directory) };
        var settings = Settings(parsed);
        if (parsed.GetValue(_config) is { } config)
            settings = settings.Over(KubeadmFile.Read(config, cancellation));
        _plan.TakesBack(parsed, read.Root);
        return _plan.Run(parsed, read, PkiInit.Plan(read, settings, Options(parsed), cancellation), cancellation);
    }

    private ClusterSettings Settings(ParseResult parsed)
    {
        SpecValue? Said(Option<string?> option) =>
            parsed.GetValue(option) is { Length: > 0 } value ? new SpecValue(value, option.Name) : null;
        return new ClusterSettings
        {
            NodeName = Said(_nodeName),
            AdvertiseAddress = Said(_advertise),
            ControlPlaneEndpoint = Said(_endpoint),
            ServiceSubnet = Said(_services),
            DnsDomain = Said(_domain),
            ClusterName = Said(_cluster),
            CertificatesDirectory = Said(_certificates),
            KubernetesVersion = Said(_version),
            ApiServerNames = [.. SharedOptions.Names(parsed.GetValue(_addSan)).Select(name => new SpecValue(name, _addSan.Name))],
        };
    }

    private InitOptions Options(ParseResult parsed) => new()
    {
        Roles = SharedOptions.Names(parsed.GetValue(_role)),
        KeyKind = KeyKind.Find(parsed.GetValue(_keyAlgorithm)),
        NotBefore = parsed.GetValue(_notBefore),
        ValidFor = Lifetimes.TryParse(parsed.GetValue(_validFor), out var span) ? span : null,
        AuthorityValidFor = Lifetimes.TryParse(parsed.GetValue(_authorityValidFor), out var ten) ? ten : null,
        MakesRoot = parsed.GetValue(_out) is not null,
    };
}
