#!/usr/bin/env bash
# The real control plane, started from a tree that kubepki has repaired, on loopback only; or from the manifests of one, and a PKI that kubepki
# has made from nothing else.
#
#   tests/ControlPlane/run.sh KUBEPKI TREE.tar.gz [new]
#
# KUBEBUILDER_ASSETS names the directory of etcd, kube-apiserver, kube-controller-manager and kubectl (the convention of envtest), and kubelet, if it is there.
set -euo pipefail

kubepki=$1
archive=$2
assets=${KUBEBUILDER_ASSETS:?names the directory of etcd, kube-apiserver, kube-controller-manager and kubectl}
root=$(mktemp -d)
. "$(dirname "$0")/control-plane.sh"

note_keys() { sha256sum "$root/etc/kubernetes/pki/sa.key" "$root/etc/kubernetes/pki/ca.key" "$root/etc/kubernetes/pki/etcd/ca.key" >"$root/untouched"; }

tar -xpf "$archive" -C "$root"
if [ "${3:-}" = new ]; then
    rm -rf "$root"/etc/kubernetes/pki "$root"/etc/kubernetes/*.conf "$root"/var/lib/kubelet/pki
    "$kubepki" new --root "$root" --add-san 127.0.0.1 --control-plane-endpoint 127.0.0.1:6443 --advertise-address 127.0.0.1 --yes >"$root/new.log" || fail "kubepki new"
    note_keys
    say "made: $(grep -c ^Done "$root/new.log") steps"
else
    note_keys
    "$kubepki" repair --root "$root" --add-san 127.0.0.1 --server https://127.0.0.1:6443 --yes >"$root/repair.log" || fail "kubepki repair"
    sha256sum -c --quiet "$root/untouched" || fail "a CA's key or sa.key was touched"
    say "repaired: $(grep -c ^Done "$root/repair.log") steps"
fi

start_etcd
start_apiserver
say 'etcd and the API server run with the repaired certificates'

start_controllers
kubectl admin.conf create configmap kubepki-was-here >/dev/null || fail "admin.conf cannot write"
kubectl controller-manager.conf get endpoints -A >/dev/null 2>&1 || fail "controller-manager.conf does not authenticate"
kubectl scheduler.conf get nodes >/dev/null 2>&1 || fail "scheduler.conf does not authenticate"
say 'admin.conf, controller-manager.conf and scheduler.conf are let in'

kubelet_here
answer=$(kubectl ../../kubelet-here.conf get node "$node" 2>&1 || true)
grep -q "nodes \"$node\" not found" <<<"$answer" || fail "kubelet's credential is not that of node $node: $answer"
say "kubelet's credential is that of system:node:$node"

# A credential for a worker, made here to be carried there.
"$kubepki" repair kubelet --root "$root" --node-name worker7 --add-san 10.0.0.7 --server https://127.0.0.1:6443 --out-directory "$root/worker7" --yes >>"$root/repair.log" || fail "kubepki repair kubelet --node-name"
pem=$(echo "$root"/worker7/kubelet-client-*.pem)
sed -E "s#/var/lib/kubelet/pki/kubelet-client-current.pem#$pem#g" "$root/worker7/kubelet.conf" >"$root/worker7-here.conf"
answer=$(kubectl ../../worker7-here.conf get node worker7 2>&1 || true)
grep -q 'nodes "worker7" not found' <<<"$answer" || fail "the credential for worker7 is not that of its node: $answer"
answer=$(printf '{"apiVersion":"v1","kind":"Node","metadata":{"name":"another"}}' | kubectl ../../worker7-here.conf create -f - 2>&1 || true)
grep -q 'node "worker7" is not allowed to modify node "another"' <<<"$answer" || fail "worker7 may be another node: $answer"
openssl verify -CAfile "$root/etc/kubernetes/pki/ca.crt" -purpose sslserver -verify_ip 10.0.0.7 "$root/worker7/kubelet.crt" >/dev/null || fail "the serving certificate for worker7"
say "the credential for another node is that of system:node:worker7, and of no other"

# kubelet reads its edited configuration; a port that cannot be stops it before it does anything.
if [ -x "$assets/kubelet" ]; then
    accepts() {
        answer=$("$assets/kubelet" --config="$root/var/lib/kubelet/config.yaml" --healthz-port=-5 2>&1 || true)
        grep -q 'invalid configuration: .*--healthz-port' <<<"$answer"
    }
    "$kubepki" repair kubelet --root "$root" --serving issue --add-san 127.0.0.1 --yes >>"$root/repair.log" || fail "kubepki repair kubelet --serving issue"
    grep -q ^tlsCertFile: "$root/var/lib/kubelet/config.yaml" && accepts || fail "kubelet refuses its configuration with tlsCertFile"
    "$kubepki" repair kubelet --root "$root" --serving bootstrap --yes >>"$root/repair.log" || fail "kubepki repair kubelet --serving bootstrap"
    grep -q '^serverTLSBootstrap: true' "$root/var/lib/kubelet/config.yaml" && accepts || fail "kubelet refuses its configuration with serverTLSBootstrap"
    say 'kubelet reads its configuration with tlsCertFile and with serverTLSBootstrap'
fi

for _ in $(seq 30); do kubectl admin.conf -n kube-system get serviceaccount default >/dev/null 2>&1 && break; sleep 1; done
kubectl admin.conf -n kube-system get serviceaccount default >/dev/null || fail "the controller manager makes no service accounts"
say 'the controller manager works'

secret() { kubectl admin.conf -n kube-system get serviceaccount default -o 'jsonpath={.secrets[0].name}'; }
for _ in $(seq 30); do [ -n "$(secret)" ] && break; sleep 1; done
token=$(kubectl admin.conf -n kube-system get secret "$(secret)" -o 'jsonpath={.data.token}' | base64 -d)
"$kubepki" renew --root "$root" --force --yes >"$root/renew.log" || fail "kubepki renew"
kill "$apiserver_pid" && wait "$apiserver_pid" || true
start_apiserver
user=$(kubectl admin.conf create -o 'jsonpath={.status.user.username}' -f - <<END
{"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "spec": {"token": "$token"}}
END
)
[ "$user" = system:serviceaccount:kube-system:default ] || fail "a service account's token from before is not let in: $user"
sha256sum -c --quiet "$root/untouched" || fail "a CA's key or sa.key was touched"
say 'tokens of service accounts from before a renewal are let in'
