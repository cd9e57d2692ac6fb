# Sourced: holds certificates of two trees, $work/theirs and $work/ours, against each other, field by field.
# Keys, serial numbers, dates and signatures differ; so do the basic constraints of leaves (CA:FALSE), which kubeadm writes since 1.21.
# The order of names has no meaning. Where the CAs differ, too, $other_authorities says so: then key identifiers only have to be there.

fields() {
    openssl x509 -noout -text -certopt no_serial,no_validity,no_pubkey,no_sigdump | awk -v other="${other_authorities:-}" '
        /Subject Alternative Name/ { print; getline; gsub(/^ +/, ""); n = split($0, names, ", "); for (i = 1; i <= n; i++) print names[i] | "sort"; close("sort"); next }
        /Basic Constraints/ { constraints = $0; getline; if (/CA:FALSE/) next; print constraints }
        other && /(Subject|Authority) Key Identifier/ { print; getline; print "(present)"; next }
        { print }'
}
key() { openssl x509 -noout -text | grep -E 'Public-Key|Signature Algorithm' | sort -u; }
embedded() { sed -n 's/^ *client-certificate-data: //p' "$1" | base64 -d; }

compared=0
same() {
    diff <(fields <"$1"; key <"$1") <(fields <"$2"; key <"$2") || { echo "FAILED: $3 differs" >&2; exit 1; }
    compared=$((compared + 1))
}
same_trees() {
    local file name
    for file in "$work"/theirs/etc/kubernetes/pki/*.crt "$work"/theirs/etc/kubernetes/pki/etcd/*.crt; do
        same "$file" "${file/theirs/ours}" "${file#"$work/theirs"}"
    done
    for name in "$@"; do
        embedded "$work/theirs/etc/kubernetes/$name.conf" >"$work/theirs.crt"
        embedded "$work/ours/etc/kubernetes/$name.conf" >"$work/ours.crt"
        same "$work/theirs.crt" "$work/ours.crt" "$name.conf"
    done
}
