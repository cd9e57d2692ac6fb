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
# 8443 serves what is in the Secret, 8444 the long chain, 8445 speaks HTTP without TLS, 8446 is busy with somebody else; on 8447 nobody listens.
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
   $(server_container busy 8446 s_server -accept 8446 -cert /tls/tls.crt -key /tls/tls.key -www -quiet),
   {"name": "plain", "image": "kubectl:local", "imagePullPolicy": "Never", "ports": [{"name": "plain", "containerPort": 8445}],
    "args": ["proxy", "--server=http://127.0.0.1:1", "--port=8445"]}]}},
 {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "hook", "namespace": "hooks"}, "spec": {"selector": {"app": "hook"}, "ports": [
  {"name": "served", "port": 443, "targetPort": "served"}, {"name": "big", "port": 444, "targetPort": "big"}, {"name": "plain", "port": 445, "targetPort": "plain"},
  {"name": "busy", "port": 446, "targetPort": "busy"}, {"name": "nobody", "port": 447, "targetPort": 8447}]}}
]}
END
for _ in $(seq 30); do admin apply -f "$root/hook.json" >>"$root/apply.log" 2>"$root/apply-error.log" && break; sleep 1; done
admin -n hooks get pod hook >/dev/null || fail "the pod is refused"
run_pod hooks hook
for _ in $(seq 30); do [ -n "$(admin -n hooks get endpoints hook -o 'jsonpath={.subsets[0].addresses}')" ] && break; sleep 1; done
# s_server serves one at a time.
sleep 600 3<>"/dev/tcp/$(admin -n hooks get pod hook -o 'jsonpath={.status.podIP}')/8446" &
pids+=($!)
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
webhook busy 446 signs
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

# A finding a line: check, target, proof.
look() { # FILE KUBECONFIG OPTION...
    "$kubepki" cluster --kubeconfig "$root/$2" --check 'CaBundle*' -o 'custom-columns=C:.check,T:.target,P:.proof' "${@:3}" >"$root/$1" 2>"$root/look.log" \
        || [ $? = 2 ] || fail "kubepki cluster ${*:3}: $(cat "$root/look.log")"
}
says() { grep -qE -- "$2" "$root/$1" || fail "$1 does not say $2: $(cat "$root/$1")"; } # FILE PATTERN
says_not() { ! grep -qE -- "$2" "$root/$1" || fail "$1 says $2: $(cat "$root/$1")"; }
if [ -n "${EXPLORE:-}" ]; then . "$EXPLORE"; fi

tunnel='port-forward to pod hooks/hook'
forwarded() { # FILE: what the pod serves counts, and not what has come into its Secret.
    says "$1" "^CaBundleMismatch +ValidatingWebhookConfiguration wrong .*seen: $tunnel:8443"
    says "$1" "^CaBundleMismatch +APIService v1.hooks.example.com .*seen: $tunnel:8443"
    says_not "$1" 'ValidatingWebhookConfiguration (right|big) '
    says "$1" "ValidatingWebhookConfiguration nobody .*$tunnel:8447: nothing in the pod listens on this port of 127.0.0.1 \\(connection refused\\)"
    says "$1" "ValidatingWebhookConfiguration plain .*$tunnel:8445: it does not speak TLS"
    says "$1" "ValidatingWebhookConfiguration busy .*$tunnel:8446: no handshake within 5 s"
}
look no-dial etc/kubernetes/admin.conf --no-dial
forwarded no-dial
say "what a pod serves is seen through kubelet, a chain of $(stat -c %s "$tls/chain.crt") bytes too; what is no TLS, busy, or not there is told"
look dial etc/kubernetes/admin.conf
forwarded dial
look reader reader.conf --no-dial
diff "$root/no-dial" "$root/reader" || fail "the rights of --show-cluster-role are not enough"
"$kubepki" cluster --kubeconfig "$root/reader.conf" --check CaBundleMismatch --no-dial -o json >"$root/json" 2>"$root/look.log" || [ $? = 2 ] || fail "-o json: $(cat "$root/look.log")"
[ "$(grep -c "\"seen: $tunnel:8443\"" "$root/json")" = 2 ] || fail "-o json: $(cat "$root/json")"
say "the same with connections allowed, and with the rights that are printed"
look stranger stranger.conf --no-dial
says stranger "^CaBundleUnverified +ValidatingWebhookConfiguration wrong .*seen: in Secret hooks/hook-tls.*$tunnel:8443: pods \"hook\" is forbidden: User \"stranger\" cannot get resource"
look unforwarded etc/kubernetes/admin.conf --no-dial --no-port-forward
says_not unforwarded "$tunnel"
kill "$kubelet_pid"
wait "$kubelet_pid" 2>/dev/null || true
look down etc/kubernetes/admin.conf --no-dial
says down "^CaBundleUnverified +ValidatingWebhookConfiguration wrong .*$tunnel:8443: error dialing backend: dial tcp [0-9.]+:10250: connect: connection refused"
say "without the right, or without kubelet, the Secret is read, which proves nothing"
