# To be sourced: a real control plane on loopback, from the tree in $root. Wants $assets and $root.
pids=()
finish() {
    [ -z "${containerd_pid:-}" ] || stop_containers
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    # kubelet mounts things below its directory.
    awk -v root="$root/" 'index($2, root) == 1 {print $2}' /proc/mounts | sort -r | xargs -r umount 2>/dev/null || true
    [ -n "${KEEP:-}" ] || rm -rf "$root"
}
trap finish EXIT

say() { printf '  %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; tail -n 20 "$root"/*.log >&2 || true; exit 1; }

# The flags of a static pod, with the paths of the tree.
flags() { sed -n 's/^    - \(--.*\)$/\1/p' "$root/etc/kubernetes/manifests/$1.yaml" | sed -E "s#(=)(/etc/kubernetes|/var/lib)#\1$root\2#"; }

# kubectl with one of the tree's kubeconfigs.
kubectl() { "$assets/kubectl" --kubeconfig "$root/etc/kubernetes/$1" "${@:2}"; }

start_etcd() {
    mapfile -t etcd < <(flags etcd | grep -vE -- '--(listen|advertise|initial)-')
    "$assets/etcd" "${etcd[@]}" --listen-client-urls=https://127.0.0.1:2379 --advertise-client-urls=https://127.0.0.1:2379 \
        --listen-peer-urls=https://127.0.0.1:2380 --initial-advertise-peer-urls=https://127.0.0.1:2380 \
        --initial-cluster="$(flags etcd | sed -n 's/^--name=//p')=https://127.0.0.1:2380" >"$root/etcd.log" 2>&1 &
    pids+=($!)
}

start_apiserver() {
    mapfile -t apiserver < <(flags kube-apiserver | grep -vE -- '--(bind-address|kubelet-preferred)')
    "$assets/kube-apiserver" "${apiserver[@]}" --bind-address=127.0.0.1 "$@" >>"$root/apiserver.log" 2>&1 &
    apiserver_pid=$!
    pids+=("$apiserver_pid")
    for _ in $(seq 60); do kubectl admin.conf get --raw /readyz >/dev/null 2>&1 && break; sleep 1; done
    kubectl admin.conf get --raw /readyz >/dev/null || fail "the API server is not ready"
}

start_controllers() {
    mapfile -t controllers < <(flags kube-controller-manager | grep -vE -- '--bind-address')
    "$assets/kube-controller-manager" "${controllers[@]}" --bind-address=127.0.0.1 >"$root/controller-manager.log" 2>&1 &
    pids+=($!)
}

# kubelet.conf and the link of kubelet's credential name paths of the node; the tree's own are meant.
kubelet_here() {
    sed -E "s#: (/var/lib/kubelet)#: $root\1#; s#server: .*#server: https://127.0.0.1:6443#" "$root/etc/kubernetes/kubelet.conf" >"$root/kubelet-here.conf"
    ln -sfn "$root$(readlink "$root/var/lib/kubelet/pki/kubelet-client-current.pem")" "$root/var/lib/kubelet/pki/kubelet-client-current.pem"
    node=$(openssl x509 -in "$root/var/lib/kubelet/pki/kubelet-client-current.pem" -noout -subject | sed 's/.*system:node://')
}
