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

# A containerd of its own, below the tree. Pods get a network where Debian's plugins are there.
start_containerd() {
    mkdir -p "$root/containerd/cni"
    cat >"$root/containerd/config.toml" <<END
version = 2
root = "$root/containerd/root"
state = "$root/containerd/state"
[grpc]
  address = "$root/containerd/socket"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/pause:kubepki"
  restrict_oom_score_adj = true
[plugins."io.containerd.grpc.v1.cri".containerd]
  snapshotter = "native"
[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "/usr/lib/cni"
  conf_dir = "$root/containerd/cni"
END
    cat >"$root/containerd/cni/net.conflist" <<END
{"cniVersion": "0.4.0", "name": "kubepki", "plugins": [{"type": "ptp",
 "ipam": {"type": "host-local", "dataDir": "$root/containerd/addresses", "ranges": [[{"subnet": "198.18.77.0/24"}]], "routes": [{"dst": "0.0.0.0/0"}]}}]}
END
    containerd -c "$root/containerd/config.toml" >"$root/containerd.log" 2>&1 &
    containerd_pid=$!
    pids+=("$containerd_pid")
    for _ in $(seq 20); do [ -S "$root/containerd/socket" ] && return; sleep 0.5; done
    return 1
}

# The kubelet of the tree; kubelet_here comes before.
start_kubelet() {
    mkdir "$root/no-pods"
    sed -E "s#(/etc/kubernetes|/var/lib/kubelet)#$root\1#; s#^staticPodPath: .*#staticPodPath: $root/no-pods#" "$root/var/lib/kubelet/config.yaml" >"$root/config-here.yaml"
    "$assets/kubelet" --config="$root/config-here.yaml" --kubeconfig="$root/kubelet-here.conf" --cert-dir="$root/var/lib/kubelet/pki" --root-dir="$root/kubelet" \
        --hostname-override="$node" --container-runtime=remote --container-runtime-endpoint="unix://$root/containerd/socket" --fail-swap-on=false \
        --cgroups-per-qos=false --enforce-node-allocatable= >"$root/kubelet.log" 2>&1 &
    kubelet_pid=$!
    pids+=("$kubelet_pid")
    sleep 1
    kill -0 "$kubelet_pid" 2>/dev/null
}

# Containers live on without containerd, and so do their networks and logs.
stop_containers() {
    local id network
    run_ctr() { ctr -a "$root/containerd/socket" -n k8s.io "$@" 2>/dev/null; }
    [ -z "${kubelet_pid:-}" ] || kill "$kubelet_pid" 2>/dev/null || true
    for id in $(run_ctr containers ls -q); do
        network=$(run_ctr containers info "$id" | grep -oE '/run/netns/cni-[0-9a-f-]+' | head -n 1) || true
        run_ctr tasks kill -s KILL "$id" || true
        run_ctr tasks rm -f "$id" >/dev/null || true
        run_ctr containers rm "$id" || true
        [ -z "$network" ] || ip netns del "${network##*/}" 2>/dev/null || true
        rm -f "/var/lib/cni/results/"*"-$id-"*
    done
    rm -rf "/var/log/pods/kubepki_kubepki-"*
    find /var/log/containers -name 'kubepki-*_kubepki_*' -xtype l -delete 2>/dev/null || true
}
