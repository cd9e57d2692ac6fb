#!/usr/bin/env bash
# Requests for certificates in a real cluster with RBAC and NodeRestriction: those of a real kubelet and of others, approved and denied by kubepki.
#
#   tests/ControlPlane/csr.sh KUBEPKI
#
# KUBEBUILDER_ASSETS names the directory of etcd, kube-apiserver, kube-controller-manager, kubelet and kubectl. kubelet wants containerd, which root
# gets from Debian; where it does not run, that is told.
set -euo pipefail

kubepki=$1
assets=${KUBEBUILDER_ASSETS:?names the directory of etcd, kube-apiserver, kube-controller-manager, kubelet and kubectl}
root=$(mktemp -d)
. "$(dirname "$0")/control-plane.sh"
. "$(dirname "$0")/node.sh"
repository=$(cd "$(dirname "$0")/../.." && pwd)

tar -xpf "$repository/tests/Fixtures/nodes/expired-2020.tar.gz" -C "$root"
"$kubepki" repair --root "$root" --add-san 127.0.0.1 --server https://127.0.0.1:6443 --yes >"$root/repair.log" || fail "kubepki repair"
"$kubepki" repair kubelet --root "$root" --serving bootstrap --yes >>"$root/repair.log" || fail "kubepki repair kubelet --serving bootstrap"
start_etcd
start_apiserver
start_controllers
kubelet_here
admin=$root/etc/kubernetes/admin.conf

condition() { kubectl admin.conf get csr "$1" -o 'jsonpath={range .status.conditions[*]}{.type}{end}{.status.conditions[0].reason}'; }

asks() {
    command -v containerd >/dev/null || { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; } || return 1
    command -v containerd >/dev/null || apt-get install -y -qq --no-install-recommends containerd runc >"$root/apt.log" 2>&1 || return 1
    start_containerd && start_kubelet || return 1
    for _ in $(seq 40); do
        kubectl admin.conf get csr -o name 2>/dev/null | grep -q . && return
        kill -0 "$kubelet_pid" 2>/dev/null || return 1
        sleep 1
    done
    return 1
}

if asks; then
    request=$(kubectl admin.conf get csr -o 'jsonpath={.items[0].metadata.name}')
    "$kubepki" csr --kubeconfig "$admin" | grep -q "^$request .*kubernetes.io/kubelet-serving .*system:node:$node .*Pending" || fail "kubepki csr does not show kubelet's request"
    "$kubepki" csr approve --kubeconfig "$admin" --root "$root" --what-if >"$root/what-if.log"
    grep -q "^$request  *approve" "$root/what-if.log" && [ -z "$(condition "$request")" ] || fail "--what-if: $(cat "$root/what-if.log")"
    "$kubepki" csr approve --kubeconfig "$admin" --root "$root" </dev/null >/dev/null 2>&1 && fail "it approves without being asked to" || [ $? = 64 ] || fail "the exit code is not 64"
    "$kubepki" csr approve --kubeconfig "$admin" --root "$root" --yes >"$root/approve.log" || fail "kubepki csr approve"
    grep -q "^$request: issued, valid until" "$root/approve.log" && [ "$(condition "$request")" = ApprovedKubePkiPS ] || fail "not issued: $(cat "$root/approve.log")"
    address=$(kubectl admin.conf get node "$node" -o 'jsonpath={.status.addresses[?(@.type=="InternalIP")].address}')
    for _ in $(seq 30); do [ -e "$root/var/lib/kubelet/pki/kubelet-server-current.pem" ] && break; sleep 1; done
    sleep 2
    "$kubepki" probe "$address:10250" --ca "$root/etc/kubernetes/pki/ca.crt" >"$root/probe.log" || fail "kubepki probe: $(cat "$root/probe.log")"
    say "kubelet asked for its serving certificate, was given it, and serves it on $address:10250"
else
    grep -q 'failed to load Kubelet config' "$root/kubelet.log" 2>/dev/null && fail "kubelet refuses its configuration"
    echo "  kubelet does not run on this machine ($(tail -n 1 "$root/kubelet.log" 2>/dev/null || echo 'there is no containerd')): a Node object stands in for it, and its certificate on 10250 was NOT shown."
    printf '{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "%s"}}' "$node" | "$assets/kubectl" --kubeconfig "$root/kubelet-here.conf" create -f - >/dev/null
    address=192.0.2.10
    "$assets/kubectl" --kubeconfig "$root/kubelet-here.conf" get node "$node" -o json | sed "s#\"status\": {#\"status\": {\"addresses\": [{\"type\": \"InternalIP\", \"address\": \"$address\"}, {\"type\": \"Hostname\", \"address\": \"$node\"}],#" \
        | "$assets/kubectl" --kubeconfig "$root/kubelet-here.conf" replace --raw "/api/v1/nodes/$node/status" -f - >/dev/null
fi

# What comes with the credential of the node: NAME SIGNER USAGES NAMES [SUBJECT].
ask() {
    openssl ecparam -name prime256v1 -genkey -noout -out "$root/asked.key" 2>/dev/null
    openssl req -new -key "$root/asked.key" -subj "${5:-/O=system:nodes/CN=system:node:$node}" ${4:+-addext "subjectAltName=$4"} -out "$root/asked.csr" 2>/dev/null
    "$assets/kubectl" --kubeconfig "$root/kubelet-here.conf" create -f - >/dev/null <<END
{"apiVersion": "certificates.k8s.io/v1", "kind": "CertificateSigningRequest", "metadata": {"name": "$1"},
 "spec": {"signerName": "kubernetes.io/$2", "usages": [$3], "request": "$(base64 -w0 "$root/asked.csr")"}}
END
}
serving='"digital signature", "key encipherment", "server auth"'
client='"digital signature", "key encipherment", "client auth"'
"$kubepki" csr approve --kubeconfig "$admin" --root "$root" --policy kubelet-serving,kubelet-client --deny --watch --yes --log "$root/decisions.jsonl" >"$root/watch.log" 2>&1 &
watch_pid=$!
pids+=("$watch_pid")
sleep 1
ask good kubelet-serving "$serving" "DNS:$node,IP:$address"
ask renewal kube-apiserver-client-kubelet "$client" ''
ask service kubelet-serving "$serving" "DNS:$node,IP:10.96.0.1"
ask apiserver kubelet-serving "$serving" "DNS:$node,DNS:kubernetes.default.svc"
ask localhost kubelet-serving "$serving" "DNS:$node,IP:127.0.0.1"
ask stranger kubelet-serving "$serving" "DNS:other,IP:192.0.2.99"
ask another kube-apiserver-client-kubelet "$client" '' /O=system:nodes/CN=system:node:other
ask person kube-apiserver-client '"client auth"' '' /CN=somebody
for _ in $(seq 30); do [ "$(kubectl admin.conf get csr -o 'jsonpath={range .items[*]}{.status.conditions[0].type}{"\n"}{end}' | grep -c Denied)" = 5 ] && [ -n "$(condition renewal)" ] && break; sleep 1; done
for name in good renewal; do [ "$(condition $name)" = ApprovedKubePkiPS ] || fail "$name: $(condition $name); $(cat "$root/watch.log")"; done
for name in service apiserver localhost stranger another; do [ "$(condition $name)" = DeniedKubePkiPS ] || fail "$name: $(condition $name); $(cat "$root/watch.log")"; done
[ -z "$(condition person)" ] || fail "a request that no policy is for was decided"
for _ in $(seq 10); do kubectl admin.conf get csr renewal -o 'jsonpath={.status.certificate}' | grep -q . && break; sleep 1; done
kubectl admin.conf get csr renewal -o 'jsonpath={.status.certificate}' | base64 -d | openssl x509 -noout -subject | grep -q "system:node:$node" || fail "the node's new identity was not signed"
kill -0 "$watch_pid" || fail "the watch has ended: $(cat "$root/watch.log")"
[ "$(grep -c '"action":"Denied"' "$root/decisions.jsonl")" = 5 ] || fail "the log: $(cat "$root/decisions.jsonl")"
say 'a watch approves what is the node'"'"'s own, denies what is not, and leaves what no policy is for'

shell=(pwsh)
command -v pwsh >/dev/null || shell=(dotnet tool run pwsh --)
if [ -e "$repository/bin/KubePkiPS.dll" ] && (cd "$repository" && "${shell[@]}" -NoProfile -c 'exit 0') >/dev/null 2>&1; then
    kill "$watch_pid"
    ask shell kubelet-serving "$serving" "DNS:$node,IP:$address"
    (cd "$repository" && KUBEPKI_LIVE_KUBECONFIG=$admin KUBEPKI_LIVE_ROOT=$root "${shell[@]}" -NoProfile -NonInteractive \
        -File tests/ControlPlane/csr.ps1) >"$root/pwsh.log" 2>&1 || fail "PowerShell: $(cat "$root/pwsh.log")"
    [ "$(condition shell)" = ApprovedKubePkiPS ] || fail "Invoke-CsrApproval: $(cat "$root/pwsh.log")"
    say 'Get-KubeCsr | Invoke-CsrApproval does the same in PowerShell'
else
    echo '  There is no pwsh, or the module was not built: Invoke-CsrApproval was NOT run live.'
fi
