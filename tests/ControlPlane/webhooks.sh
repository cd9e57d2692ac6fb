#!/usr/bin/env bash
# What webhooks and an aggregated API server serve, seen by kubepki cluster through the port-forward of a real API server, kubelet and containerd.
#
#   tests/ControlPlane/webhooks.sh KUBEPKI
#
# KUBEBUILDER_ASSETS names the directory of etcd, kube-apiserver, kube-controller-manager, kubelet and kubectl. Where containers do not run, that is told.
set -euo pipefail

kubepki=$(realpath "$1")
assets=${KUBEBUILDER_ASSETS:?names the directory of etcd, kube-apiserver, kube-controller-manager, kubelet and kubectl}
root=$(mktemp -d)
. "$(dirname "$0")/control-plane.sh"
. "$(dirname "$0")/node.sh"
repository=$(cd "$(dirname "$0")/../.." && pwd)

tar -xpf "$repository/tests/Fixtures/nodes/expired-2020.tar.gz" -C "$root"
"$kubepki" repair --root "$root" --add-san 127.0.0.1 --server https://127.0.0.1:6443 --yes >"$root/repair.log" || fail "kubepki repair"
start_etcd
start_apiserver --kubelet-preferred-address-types=InternalIP
start_controllers
kubelet_here
admin() { kubectl admin.conf "$@"; }
not_run() { echo "  $*: the port-forward was NOT run."; exit 0; }

# Two CAs of one name, and a chain of more than what a TLS record and a message of the tunnel take.
tls=$root/tls
mkdir "$tls"
authority() { # NAME: a CA whose name is hooks-ca.
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$tls/$1.key" -out "$tls/$1.crt" -subj /CN=hooks-ca -days 3650 -addext keyUsage=keyCertSign 2>>"$root/openssl.log"
}
server() { # NAME AUTHORITY: a certificate for the Service.
    openssl req -newkey rsa:2048 -nodes -keyout "$tls/$1.key" -out "$tls/$1.csr" -subj /CN=hook 2>>"$root/openssl.log"
    openssl x509 -req -in "$tls/$1.csr" -CA "$tls/$2.crt" -CAkey "$tls/$2.key" -CAcreateserial -days 365 -out "$tls/$1.crt" \
        -extfile <(printf 'subjectAltName=DNS:hook.hooks.svc\nextendedKeyUsage=serverAuth\n') 2>>"$root/openssl.log"
}
authority signs
authority twin
server served signs
server renewed twin
openssl genrsa -out "$tls/between.key" 4096 2>>"$root/openssl.log"
issuer=signs
for i in $(seq 14); do
    openssl req -new -key "$tls/between.key" -subj "/CN=hooks-intermediate-$i" -out "$tls/between.csr" 2>>"$root/openssl.log"
    openssl x509 -req -in "$tls/between.csr" -CA "$tls/$issuer.crt" -CAkey "$tls/$issuer.key" -CAcreateserial -days 365 -out "$tls/between-$i.crt" \
        -extfile <(printf 'basicConstraints=critical,CA:true\nkeyUsage=keyCertSign\n') 2>>"$root/openssl.log"
    ln -s between.key "$tls/between-$i.key"
    issuer=between-$i
done
server big "$issuer"
for i in $(seq 14 -1 1); do cat "$tls/between-$i.crt"; done >"$tls/chain.crt"

start_node
image docker.io/library/openssl:local '["/usr/local/bin/openssl"]' openssl "$(command -v openssl)" || fail "the image of the webhook"
image docker.io/library/kubectl:local '["/usr/local/bin/kubectl"]' kubectl "$assets/kubectl" || fail "the image of a server without TLS"

admin create namespace hooks >"$root/apply.log"
admin -n hooks create secret generic hook-tls --type kubernetes.io/tls --from-file="tls.crt=$tls/served.crt" --from-file="tls.key=$tls/served.key" \
    --from-file="ca.crt=$tls/signs.crt" --from-file="big.crt=$tls/big.crt" --from-file="big.key=$tls/big.key" --from-file="chain.crt=$tls/chain.crt" >>"$root/apply.log"
# 8443 serves what is in the Secret, 8444 the long chain, 8445 speaks HTTP without TLS, 8446 waits for a whole line of it; on 8447 nobody listens.
server_container() { # NAME PORT FILE ARGUMENT...
    printf '{"name": "%s", "image": "openssl:local", "imagePullPolicy": "Never", "ports": [{"name": "%s", "containerPort": %s}],
        "volumeMounts": [{"name": "tls", "mountPath": "/tls"}], "args": [%s]}' "$1" "$1" "$2" "$(printf '"%s", ' "${@:3}" | sed 's/, $//')"
}
cat >"$root/hook.json" <<END
{"apiVersion": "v1", "kind": "List", "items": [
 {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "hook", "namespace": "hooks", "labels": {"app": "hook"}}, "spec": {
  "automountServiceAccountToken": false, "terminationGracePeriodSeconds": 0, "tolerations": [{"operator": "Exists"}],
  "volumes": [{"name": "tls", "secret": {"secretName": "hook-tls"}}], "containers": [
   $(server_container served 8443 s_server -accept 8443 -cert /tls/tls.crt -key /tls/tls.key -www -quiet),
   $(server_container big 8444 s_server -accept 8444 -cert /tls/big.crt -key /tls/big.key -cert_chain /tls/chain.crt -www -quiet),
   $(server_container silent 8446 ocsp -port 8446 -index /dev/null -CA /tls/ca.crt -rsigner /tls/tls.crt -rkey /tls/tls.key),
   {"name": "plain", "image": "kubectl:local", "imagePullPolicy": "Never", "ports": [{"name": "plain", "containerPort": 8445}],
    "args": ["proxy", "--server=http://127.0.0.1:1", "--port=8445"]}]}},
 {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "hook", "namespace": "hooks"}, "spec": {"selector": {"app": "hook"}, "ports": [
  {"name": "served", "port": 443, "targetPort": "served"}, {"name": "big", "port": 444, "targetPort": "big"}, {"name": "plain", "port": 445, "targetPort": "plain"},
  {"name": "silent", "port": 446, "targetPort": "silent"}, {"name": "nobody", "port": 447, "targetPort": 8447}]}}
]}
END
for _ in $(seq 30); do admin apply -f "$root/hook.json" >>"$root/apply.log" 2>"$root/apply-error.log" && break; sleep 1; done
admin -n hooks get pod hook >/dev/null || fail "the pod is refused"
run_pod hooks hook
for _ in $(seq 30); do [ -n "$(admin -n hooks get endpoints hook -o 'jsonpath={.subsets[0].addresses}')" ] && break; sleep 1; done
# The certificate is renewed, and the server keeps what it has in memory.
admin -n hooks create secret generic hook-tls --type kubernetes.io/tls --from-file="tls.crt=$tls/renewed.crt" --from-file="tls.key=$tls/renewed.key" \
    --from-file="ca.crt=$tls/twin.crt" --from-file="big.crt=$tls/big.crt" --from-file="big.key=$tls/big.key" --from-file="chain.crt=$tls/chain.crt" --dry-run=client -o yaml \
    | admin apply -f - >>"$root/apply.log" 2>&1

webhook() { # NAME PORT AUTHORITY: is asked about nothing that exists.
    printf '{"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration", "metadata": {"name": "%s"}, "webhooks": [
        {"name": "%s.example.com", "failurePolicy": "Ignore", "sideEffects": "None", "admissionReviewVersions": ["v1"],
        "clientConfig": {"service": {"namespace": "hooks", "name": "hook", "port": %s}, "caBundle": "%s"},
        "rules": [{"apiGroups": ["example.com"], "apiVersions": ["v1"], "resources": ["widgets"], "operations": ["CREATE"]}]}]}' \
        "$1" "$1" "$2" "$(base64 -w 0 "$tls/$3.crt")" | admin apply -f - >>"$root/apply.log" || fail "the webhook $1 is refused"
}
webhook right 443 signs
webhook wrong 443 twin
webhook big 444 signs
webhook plain 445 signs
webhook silent 446 signs
webhook nobody 447 signs
printf '{"apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService", "metadata": {"name": "v1.hooks.example.com"}, "spec": {"group": "hooks.example.com",
    "version": "v1", "groupPriorityMinimum": 1, "versionPriority": 1, "service": {"namespace": "hooks", "name": "hook"}, "caBundle": "%s"}}' \
    "$(base64 -w 0 "$tls/twin.crt")" | admin apply -f - >>"$root/apply.log" || fail "the APIService is refused"

# Whoever has the rights that are printed, and nothing else; another lacks the port-forward.
"$kubepki" cluster --show-cluster-role >"$root/role.yaml"
admin create -f "$root/role.yaml" >>"$root/apply.log" || fail "the API server refuses the ClusterRole"
sed 's/name: kubepki-cluster/name: without-port-forward/; s#pods/portforward#pods/log#' "$root/role.yaml" | admin create -f - >>"$root/apply.log"
admin create clusterrolebinding reader --clusterrole=kubepki-cluster --user=reader >>"$root/apply.log"
admin create clusterrolebinding stranger --clusterrole=without-port-forward --user=stranger >>"$root/apply.log"
for user in reader stranger; do
    sed "s#^  user:#  user:\n    as: $user#" "$root/etc/kubernetes/admin.conf" >"$root/$user.conf"
    grep -q "as: $user" "$root/$user.conf" || fail "nobody is impersonated"
done
if [ -n "${EXPLORE:-}" ]; then . "$EXPLORE"; exit; fi
