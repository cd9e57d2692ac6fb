#!/usr/bin/env bash
# samples/kubernetes on a real kubelet: the DaemonSet's image is put together from the native program, its pod runs, serves metrics of the node and
# hands out the node's snapshot.
#
#   tests/ControlPlane/daemonset.sh KUBEPKI
#
# KUBEBUILDER_ASSETS names the directory of etcd, kube-apiserver, kube-controller-manager, kubelet and kubectl. Where containers do not run, that is told.
set -euo pipefail

kubepki=$(realpath "$1")
assets=${KUBEBUILDER_ASSETS:?names the directory of etcd, kube-apiserver, kube-controller-manager, kubelet and kubectl}
root=$(mktemp -d)
. "$(dirname "$0")/control-plane.sh"
. "$(dirname "$0")/node.sh"
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

not_run() { echo "  $*: the DaemonSet was NOT run; the API server has accepted it."; exit 0; }

# What the API server says of it counts wherever it runs.
admin apply -f "$samples/namespace.yaml" >"$root/apply.log" || fail "the API server refuses the namespace"
"$assets/kubectl" kustomize "$samples" >"$root/samples.yaml" || fail "kubectl kustomize"
admin apply --dry-run=server -f "$root/samples.yaml" >>"$root/apply.log" || fail "the API server refuses the DaemonSet"
say "the API server accepts samples/kubernetes"

start_node
image docker.io/library/kubepki:local '["/usr/local/bin/kubepki"]' kubepki "$kubepki" || fail "the image"

# The node is a tree here: only where its paths begin is changed.
mkdir -p "$root/etc/systemd/system"
sed -E "s#path: (/etc/|/var/)#path: $root\1#" "$root/samples.yaml" >"$root/here.yaml"
admin apply -f "$root/here.yaml" >>"$root/apply.log" || fail "kubectl apply"
for _ in $(seq 30); do pod=$(admin -n kubepki get pods -o 'jsonpath={.items[0].metadata.name}' 2>/dev/null) && [ -n "$pod" ] && break; sleep 1; done
[ -n "$pod" ] || fail "the DaemonSet has no pod"
run_pod kubepki "$pod"
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
