#!/bin/sh
# Sets up one practice host in new namespaces (network, mount, UTS, IPC, PID) and becomes its init.
#
# usage: host.sh SCRIPTS SANDBOX SUPERVISOR NAME ADDRESS ROUTER/PREFIX DROPPED_CAPABILITIES INIT
# INIT is simple or systemd. SANDBOX/template/NAME is copied over the host's files first.
# stdout: "host NAME pid PID", then the output of INIT-init.sh.
set -eu
scripts=$1 sandbox=$2 supervisor=$3 name=$4 address=$5 router=$6 dropped=$7 init=$8
read -r pid _ </proc/self/stat
echo "host $name pid $pid"

hostname "$name"
# shellcheck disable=SC2046 # four numbers
set -- $(echo "$address" | tr . ' ')
port=p$4-$3
# The MAC depends only on the address: neighbours cache the old one for half a minute.
mac=$(printf '02:00:%02x:%02x:%02x:%02x' "$1" "$2" "$3" "$4")
ip -batch - <<END
link add eth0 address $mac type veth peer name $port netns /proc/$supervisor/ns/net
link set lo up
link set eth0 addrgenmode none
addr add $address/${router#*/} brd + dev eth0
link set eth0 up
route add default via ${router%/*}
END
nsenter --net="/proc/$supervisor/ns/net" ip link set "$port" master bridge up

# Each host has its own tmpfs, so that df in the host counts only its own files.
disk=$sandbox/hosts/$name
mkdir "$disk"
mount -t tmpfs -o mode=0755 practice "$disk"
mkdir "$disk/upper" "$disk/work" "$disk/root"
chmod 0755 "$disk/upper"
cp -a "$sandbox/template/$name/." "$disk/upper/"
mount -t overlay -o "lowerdir=$sandbox/base:$sandbox/mask:/,upperdir=$disk/upper,workdir=$disk/work" \
  practice "$disk/root"
cd "$disk/root"
mount -t proc -o nosuid,nodev,noexec proc proc
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs sys
[ "$init" = simple ] || sh "$scripts/systemd-mounts.sh" "$sandbox"
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5,nosuid,noexec devpts dev/pts
mount -t tmpfs -o nosuid,nodev shm dev/shm

# Mount kernel settings read-only, since they are the machine's. Those of the network namespace are the host's own.
mount -t proc proc mnt
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount --bind mnt/sys/net proc/sys/net
[ ! -e proc/sysrq-trigger ] || mount --bind dev/null proc/sysrq-trigger
umount mnt
# Hosts with the same product UUID look like clones of one virtual machine.
if [ -e sys/class/dmi/id/product_uuid ]; then
  mount --bind etc/practice/product_uuid sys/devices/virtual/dmi/id/product_uuid || true
fi

pivot_root . mnt
# Drop the capabilities that affect the machine itself.
exec setpriv --bounding-set "$dropped" \
  sh "/usr/lib/practice/$init-init.sh" "$name"
