#!/bin/sh
# The keeper of one practice world. It runs as the first process of the world's own PID, mount and network
# namespaces, so that everything in the world dies with it, and it lives as long as its standard input: when
# whoever started the world ends, in whatever way, the pipe closes, and nothing is left.
#
# usage: world.sh SCRIPTS WORLD ROUTER/PREFIX MAXMIB DROPPED
# stdin: the line "build DEBS", then the line "start", then the line "end", or its own end where the starter dies
# stdout: "keeper PID", "built", then per host the lines of host.sh and init.sh
set -eu
scripts=$1 world=$2 router=$3 megabytes=$4 dropped=$5
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C

# /proc still shows the machine's process ids here, which is what the starter needs.
read -r keeper _ </proc/self/stat

# All files of the world are in memory and in this mount namespace only: an overlay's upper layer may not lie
# on another overlay, and nothing is left to unmount.
mount -t tmpfs -o mode=0700,size="${megabytes}m" practice "$world"
mkdir "$world/seed" "$world/log" "$world/hosts"

# The bridge is here and not in the machine's network, so that no firewall, sysctl or route of the machine
# touches what the hosts say to each other, nor they those. What leaves the subnet is refused at once.
echo 1 >/proc/sys/net/ipv4/ip_forward
ip -batch - <<END
link set lo up
link add bridge type bridge
addr add $router dev bridge
link set bridge up
route add unreachable default
END
echo "keeper $keeper"

read -r _ debs
sh "$scripts/root.sh" "$world" "$debs"
echo built

read -r _
while read -r name address; do
  (
    unshare --net --mount --uts --ipc --pid --fork --kill-child \
      sh "$scripts/host.sh" "$scripts" "$world" "$keeper" "$name" "$address" "$router" "$dropped" \
      </dev/null 2>"$world/log/$name" || true
    echo "host $name ended"
  ) &
done <"$world/hosts.list"

# A shell that waits for a child, as for this one, also collects the orphans of its namespace.
head -n 1 >"$world/last-word"
# "end": the starter is there to tidy up.
if [ -s "$world/last-word" ]; then exit; fi

# The starter is gone. The claim goes last: whoever takes the network next must find nothing of it.
ip link delete machine || true
umount -l "$world" || true
rmdir "$world" 2>/dev/null || true
rm -f "$world.json"
rmdir "${world%/*}" 2>/dev/null || true
