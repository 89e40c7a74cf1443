#!/bin/sh
# Makes one practice host out of fresh namespaces (network, mount, UTS, IPC, PID) and becomes its init.
#
# usage: host.sh SCRIPTS WORLD KEEPER NAME ADDRESS ROUTER/PREFIX DROPPED
# stdout: "host NAME pid PID", then what init.sh says; WORLD/seed/NAME is laid over the host's files first
set -eu
scripts=$1 world=$2 keeper=$3 name=$4 address=$5 router=$6 dropped=$7
read -r pid _ </proc/self/stat
echo "host $name pid $pid"

hostname "$name"
# shellcheck disable=SC2046 # four numbers
set -- $(echo "$address" | tr . ' ')
port=p$4-$3
# The same for each host that gets this address: its neighbours keep the old one for half a minute.
mac=$(printf '02:00:%02x:%02x:%02x:%02x' "$1" "$2" "$3" "$4")
ip -batch - <<END
link add eth0 address $mac type veth peer name $port netns /proc/$keeper/ns/net
link set lo up
link set eth0 addrgenmode none
addr add $address/${router#*/} brd + dev eth0
link set eth0 up
route add default via ${router%/*}
END
nsenter --net="/proc/$keeper/ns/net" ip link set "$port" master bridge up

# A tmpfs of its own, so that df in the host counts the host's own files.
disk=$world/hosts/$name
mkdir "$disk"
mount -t tmpfs -o mode=0755 practice "$disk"
mkdir "$disk/upper" "$disk/work" "$disk/root"
chmod 0755 "$disk/upper"
cp -a "$world/seed/$name/." "$disk/upper/"
mount -t overlay -o "lowerdir=$world/base:$world/mask:/,upperdir=$disk/upper,workdir=$disk/work" \
  practice "$disk/root"
cd "$disk/root"
mount -t proc -o nosuid,nodev,noexec proc proc
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs sys
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5,nosuid,noexec devpts dev/pts
mount -t tmpfs -o nosuid,nodev shm dev/shm

# Settings of the kernel belong to the machine; those of the network namespace to the host.
mount -t proc proc mnt
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount --bind mnt/sys/net proc/sys/net
[ ! -e proc/sysrq-trigger ] || mount --bind dev/null proc/sysrq-trigger
umount mnt
# Hosts that share this number look like clones of one virtual machine.
if [ -e sys/class/dmi/id/product_uuid ]; then
  mount --bind etc/practice/product_uuid sys/devices/virtual/dmi/id/product_uuid || true
fi

pivot_root . mnt
# Powers over the machine itself; everything else root may do is the host's own.
exec setpriv --bounding-set "$dropped" \
  sh /usr/lib/practice/init.sh "$name"
