# To be sourced after control-plane.sh: the tree's node for real, kubelet and containerd, with images that are put together from programs of this machine.
# containerd, runc and the plugins of the network come from Debian, for root. Nobody schedules here: the pods are bound by hand. Wants not_run, which tells
# why there is no node, and ends.
pods=()

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
    local id network pod
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
    for pod in "${pods[@]}"; do
        rm -rf "/var/log/pods/${pod/\//_}_"*
        find /var/log/containers -name "${pod#*/}_${pod%/*}_*" -xtype l -delete 2>/dev/null || true
    done
}

# What a Dockerfile would make: programs and the libraries that they open.
layer() { # IMAGE PROGRAM...
    local image=$1 file
    mkdir -p "$root/images/$image/usr/local/bin" "$root/images/$image/tmp"
    cp "${@:2}" "$root/images/$image/usr/local/bin/"
    for file in $({ ldd "${@:2}" 2>/dev/null; ldconfig -p | grep -E 'lib(ssl|crypto)\.so\.3 '; } | grep -oE '/[^ ]+' | grep -E '\.so[.0-9]*$' | sort -u); do
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

# All of it: containerd, an image for the sandboxes of pods, and kubelet, until the node is ready.
start_node() {
    local ready='jsonpath={.status.conditions[?(@.type=="Ready")].status}'
    [ "$(id -u)" = 0 ] || not_run "Only root runs containers here"
    command -v containerd >/dev/null && command -v runc >/dev/null && [ -x /usr/lib/cni/ptp ] \
        || apt-get install -y -qq --no-install-recommends containerd runc containernetworking-plugins >"$root/apt.log" 2>&1 \
        || not_run "containerd, runc and the plugins of the network are not to be had"
    start_containerd || not_run "containerd does not run on this machine ($(tail -n 1 "$root/containerd.log"))"
    # sleep stands in for the pause image.
    image localhost/pause:kubepki '["/usr/local/bin/sleep", "infinity"]' pause "$(command -v sleep)" || fail "the image of the sandbox"
    start_kubelet || not_run "kubelet does not run on this machine ($(tail -n 1 "$root/kubelet.log"))"
    for _ in $(seq 60); do kubectl admin.conf get node "$node" -o "$ready" 2>/dev/null | grep -q True && break; sleep 1; done
    kubectl admin.conf get node "$node" -o "$ready" | grep -q True \
        || not_run "the node is not ready: $(kubectl admin.conf get node "$node" -o 'jsonpath={.status.conditions[?(@.type=="Ready")].message}')"
}

run_pod() { # NAMESPACE POD: binds it, and waits until all of its containers run.
    pods+=("$1/$2")
    printf '{"apiVersion": "v1", "kind": "Binding", "metadata": {"name": "%s"}, "target": {"apiVersion": "v1", "kind": "Node", "name": "%s"}}' "$2" "$node" \
        | kubectl admin.conf create --raw "/api/v1/namespaces/$1/pods/$2/binding" -f - >>"$root/apply.log" || fail "the pod is not bound"
    for _ in $(seq 60); do [ "$(kubectl admin.conf -n "$1" get pod "$2" -o 'jsonpath={.status.phase}')" = Running ] && return; sleep 1; done
    kubectl admin.conf -n "$1" describe pod "$2" >"$root/pod.log"
    fail "the pod does not run"
}
