#!/usr/bin/env bash
# samples/kubernetes on a real kubelet: the DaemonSet's image is put together from the native program, its pod runs, serves metrics of the node and
# hands out the node's snapshot.
#
#   tests/ControlPlane/daemonset.sh KUBEPKI
#
# KUBEBUILDER_ASSETS names the directory of etcd, kube-apiserver, kube-controller-manager, kubelet and kubectl. containerd, runc and the plugins of
# the network come from Debian, for root; where they do not run, that is told. Nobody schedules here: the pods are bound by hand.
set -euo pipefail

kubepki=$(realpath "$1")
assets=${KUBEBUILDER_ASSETS:?names the directory of etcd, kube-apiserver, kube-controller-manager, kubelet and kubectl}
root=$(mktemp -d)
. "$(dirname "$0")/control-plane.sh"
repository=$(cd "$(dirname "$0")/../.." && pwd)
samples=$repository/samples/kubernetes

tar -xpf "$repository/tests/Fixtures/nodes/expired-2020.tar.gz" -C "$root"
"$kubepki" repair --root "$root" --add-san 127.0.0.1 --server https://127.0.0.1:6443 --yes >"$root/repair.log" || fail "kubepki repair"
start_etcd
# Nobody resolves the node's name.
start_apiserver --kubelet-preferred-address-types=InternalIP
start_controllers
kubelet_here
admin() { kubectl admin.conf "$@"; }

# What the Dockerfile makes: the program and the libraries that it opens. sleep stands in for the pause image.
layer() { # IMAGE PROGRAM...
    local image=$1 file
    mkdir -p "$root/images/$image/usr/local/bin" "$root/images/$image/tmp"
    cp "${@:2}" "$root/images/$image/usr/local/bin/"
    for file in $({ ldd "${@:2}"; ldconfig -p | grep -E 'lib(ssl|crypto)\.so\.3 '; } | grep -oE '/[^ ]+' | grep -E '\.so[.0-9]*$' | sort -u); do
        mkdir -p "$root/images/$image$(dirname "$file")"
        cp -L "$file" "$root/images/$image$file"
    done
}
blob() { # FILE: moves it to where its hash names it, and prints the hash and the size.
    local hash
    hash=$(sha256sum "$1" | cut -d ' ' -f 1)
    mv "$1" "$root/images/oci/blobs/sha256/$hash"
    stat -c "$hash %s" "$root/images/oci/blobs/sha256/$hash"
}
image() { # NAME ENTRYPOINT IMAGE PROGRAM...: an OCI archive.
    local hash size config_hash config_size
    layer "${@:3}"
    rm -rf "$root/images/oci"
    mkdir -p "$root/images/oci/blobs/sha256"
    tar -C "$root/images/$3" --owner=0 --group=0 --numeric-owner -cf "$root/images/layer" .
    read -r hash size < <(blob "$root/images/layer")
    printf '{"architecture": "amd64", "os": "linux", "config": {"Entrypoint": %s}, "rootfs": {"type": "layers", "diff_ids": ["sha256:%s"]}}' \
        "$2" "$hash" >"$root/images/config"
    read -r config_hash config_size < <(blob "$root/images/config")
    printf '{"schemaVersion": 2, "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": "sha256:%s", "size": %s},
        "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": "sha256:%s", "size": %s}]}' \
        "$config_hash" "$config_size" "$hash" "$size" >"$root/images/manifest"
    read -r hash size < <(blob "$root/images/manifest")
    printf '{"schemaVersion": 2, "manifests": [{"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": "sha256:%s", "size": %s,
        "annotations": {"io.containerd.image.name": "%s"}}]}' "$hash" "$size" "$1" >"$root/images/oci/index.json"
    echo '{"imageLayoutVersion": "1.0.0"}' >"$root/images/oci/oci-layout"
    tar -C "$root/images/oci" -cf "$root/images/image.tar" blobs index.json oci-layout
    ctr -a "$root/containerd/socket" -n k8s.io images import --snapshotter native "$root/images/image.tar" >>"$root/images.log" 2>&1
    rm -rf "$root/images"
}

not_run() { echo "  $*: the DaemonSet was NOT run; the API server has accepted it."; exit 0; }

# What the API server says of it counts wherever it runs.
admin apply -f "$samples/namespace.yaml" >"$root/apply.log" || fail "the API server refuses the namespace"
"$assets/kubectl" kustomize "$samples" >"$root/samples.yaml" || fail "kubectl kustomize"
admin apply --dry-run=server -f "$root/samples.yaml" >>"$root/apply.log" || fail "the API server refuses the DaemonSet"
say "the API server accepts samples/kubernetes"

[ "$(id -u)" = 0 ] || not_run "Only root runs containers here"
command -v containerd >/dev/null && command -v runc >/dev/null && [ -x /usr/lib/cni/ptp ] \
    || apt-get install -y -qq --no-install-recommends containerd runc containernetworking-plugins >"$root/apt.log" 2>&1 \
    || not_run "containerd, runc and the plugins of the network are not to be had"
start_containerd || not_run "containerd does not run on this machine ($(tail -n 1 "$root/containerd.log"))"
# The sandbox of a pod wants an image, too.
image localhost/pause:kubepki '["/usr/local/bin/sleep", "infinity"]' pause "$(command -v sleep)" || fail "the image of the sandbox"
image docker.io/library/kubepki:local '["/usr/local/bin/kubepki"]' kubepki "$kubepki" || fail "the image"
start_kubelet || not_run "kubelet does not run on this machine ($(tail -n 1 "$root/kubelet.log"))"
for _ in $(seq 60); do admin get node "$node" -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}' 2>/dev/null | grep -q True && break; sleep 1; done
admin get node "$node" -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}' | grep -q True \
    || not_run "the node is not ready: $(admin get node "$node" -o 'jsonpath={.status.conditions[?(@.type=="Ready")].message}')"

# The node is a tree here: only where its paths begin is changed.
mkdir -p "$root/etc/systemd/system"
sed -E "s#path: (/etc/|/var/)#path: $root\1#" "$root/samples.yaml" >"$root/here.yaml"
admin apply -f "$root/here.yaml" >>"$root/apply.log" || fail "kubectl apply"
for _ in $(seq 30); do pod=$(admin -n kubepki get pods -o 'jsonpath={.items[0].metadata.name}' 2>/dev/null) && [ -n "$pod" ] && break; sleep 1; done
[ -n "$pod" ] || fail "the DaemonSet has no pod"
printf '{"apiVersion": "v1", "kind": "Binding", "metadata": {"name": "%s"}, "target": {"apiVersion": "v1", "kind": "Node", "name": "%s"}}' "$pod" "$node" \
    | admin create --raw "/api/v1/namespaces/kubepki/pods/$pod/binding" -f - >>"$root/apply.log" || fail "the pod is not bound"
for _ in $(seq 60); do [ "$(admin -n kubepki get pod "$pod" -o 'jsonpath={.status.phase}')" = Running ] && break; sleep 1; done
if [ "$(admin -n kubepki get pod "$pod" -o 'jsonpath={.status.phase}')" != Running ]; then
    admin -n kubepki describe pod "$pod" >"$root/pod.log"
    fail "the pod does not run"
fi
say "kubelet runs the pod of the DaemonSet"

for _ in $(seq 20); do admin get --raw "/api/v1/namespaces/kubepki/pods/$pod:9793/proxy/metrics" >"$root/metrics" 2>"$root/proxy.log" && break; sleep 1; done
grep -q '^x509_cert_not_after{.*filepath="/etc/kubernetes/pki/apiserver.crt"' "$root/metrics" || fail "the metrics: $(head -n 3 "$root/metrics")"
! command -v promtool >/dev/null || promtool check metrics <"$root/metrics" >"$root/promtool.log" 2>&1 || fail "promtool: $(cat "$root/promtool.log")"
say "it serves $(grep -c '^x509_cert_not_after' "$root/metrics") certificates as metrics of the node"

mkdir "$root/bin"
printf '#!/bin/sh\nexec "%s" --kubeconfig "%s" "$@"\n' "$assets/kubectl" "$root/etc/kubernetes/admin.conf" >"$root/bin/kubectl"
chmod 755 "$root/bin/kubectl"
(cd "$root" && PATH="$root/bin:$PATH" sh "$samples/collect.sh" snapshots >collect.log 2>&1) || fail "collect.sh: $(cat "$root/collect.log")"
[ -s "$root/snapshots/$node.tar.gz" ] || fail "there is no snapshot of $node: $(cat "$root/collect.log")"
names() { "$kubepki" get --root "$1" -o 'custom-columns=F:.nodePath,E:.notAfter' 2>/dev/null | grep '^/etc/kubernetes/pki\|^/etc/kubernetes/admin' | sort; }
[ "$(names "$root" | wc -l)" -ge 12 ] || fail "nothing is read of the node"
diff <(names "$root") <(names "$root/snapshots/$node.tar.gz") || fail "the snapshot shows something else than the node"
! tar -xzOf "$root/snapshots/$node.tar.gz" | grep -q 'PRIVATE KEY' || fail "a key is in the snapshot"
say "collect.sh brings the node's snapshot: $(stat -c %s "$root/snapshots/$node.tar.gz") bytes, no key"

admin -n kubepki get pod "$pod" -o 'jsonpath={.status.containerStatuses[0].restartCount}' | grep -q '^0$' || fail "the container was restarted"
admin delete -f "$root/here.yaml" --wait=true --timeout=60s >>"$root/apply.log" 2>&1 || true
