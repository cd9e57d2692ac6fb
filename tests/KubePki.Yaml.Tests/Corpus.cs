namespace KubePki.Yaml.Tests;

/// <summary>Texts as they are met on nodes and texts with every corner of YAML, with all line breaks and byte order marks.</summary>
internal static class Corpus
{
    public const string Kubeconfig = """
        apiVersion: v1
        # The cluster of the lab.
        clusters:
        - cluster:
            certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUMvakNDQWVhZ0F3SUJBZ0lCQURBTkJna3Foa2lH
            server: https://10.0.0.1:6443  # the load balancer
          name: kubernetes
        contexts:
        - context:
            cluster: kubernetes
            user: "kubernetes-admin"
          name: kubernetes-admin@kubernetes
        current-context: kubernetes-admin@kubernetes
        kind: Config
        preferences: {}
        users:
        - name: 'kubernetes-admin'
          user:
            client-certificate: /var/lib/kubelet/pki/kubelet-client-current.pem
            client-key:

        """;

    public const string FlowKubeconfig = """
        {apiVersion: v1, kind: Config, clusters: [{name: k, cluster: {server: 'https://10.0.0.1:6443', insecure-skip-tls-verify: no}}],
          contexts: [ ], users: [
          {name: u, user: {token: "a\"b\u00e9", }},
        ]} # done
        """;

    public const string Manifest = """
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          creationTimestamp: null
          name: kube-apiserver
        spec:
          containers:
          - command:
            - kube-apiserver
            - --advertise-address=10.0.0.1
            - --tls-cipher-suites=TLS_A,TLS_B
            - |-
              --multi
                line

              end
            livenessProbe:
              httpGet: {path: /livez, port: 6443}

          hostNetwork: true
        status: {}
        ...
        """;

    public const string Conflist = """
        {
        	"name": "cbr0 – é😀",
        	"cniVersion": "0.3.1",
        	"plugins": [ {"type":"flannel","delegate":{"hairpinMode":true,"mtu":1450,"none":null,"e":-1.5e+3}}, {}, [] ],
        	"path": "C:\\x\/y\u00e9\n"
        }
        """;

    public const string Corners = """
        plain: a b:c #d-not
          # no, this is a comment
        multi: one
          two

          three   # comment
        'single ''quoted''': 'a

          b'
        "double\tquoted": "x \
          y\n\x41\u00e9\U0001F600
          z"
        literal: |
          a
            b

          c

        kept: |+
          a


        folded: >- # comment
          a
          b

            c
        indented: |2
            two more
          none more
        empty:
        tilde: ~
        list:
        - x
        -
        - - y
          - z
        -   k: v
            l: w
        ? explicit
        : value
        ? [complex, {key: 1}]
        : - a
        flow: [a, "b", 'c', {d: e, f}, [g: h, i], ]
        anchored: &a !!str 1
        map: &m
          x: 1
        alias: *a
        merged: {<<: *m, y: 2}
        nothing: &n
        日本: [語, "語"] # ö
        last: |
          no line break at the end
        """;

    public const string Documents = """
        # only a comment
        ---
        first: 1
        --- # second
        - second
        ---
        ---
        "third"
        ...
        """;

    public static IEnumerable<string> Originals => [Kubeconfig, FlowKubeconfig, Manifest, Conflist, Corners, Documents];

    public static TheoryData<string> Variants
    {
        get
        {
            var variants = new TheoryData<string>();
            foreach (var original in Originals)
            {
                var text = original.ReplaceLineEndings("\n");
                foreach (var lines in new[] { text, text.ReplaceLineEndings("\r\n"), text.ReplaceLineEndings("\r") })
                {
                    variants.Add(lines);
                    variants.Add('\uFEFF' + lines);
                    variants.Add(lines + "\n");
                }
            }
            return variants;
        }
    }
}
