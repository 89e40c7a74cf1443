#!/bin/sh
# The keeper of one practice world. It runs as the first process of the world's own PID, mount and network
# namespaces, so that everything in the world dies with it, and it lives as long as its standard input: when
# whoever started the world ends, in whatever way, the pipe closes, and nothing is left.
#
# usage: world.sh SCRIPTS WORLD ROUTER/PREFIX MAXMIB DROPPED
# stdin: "build DEBS", then any of
#   "start"  starts the hosts of WORLD/hosts.list
#   "clear"  ends all hosts and deletes their files
#   "end"    ends the world, as does the end of standard input when the starter dies
# stdout: "keeper PID", "built", per started host the lines of host.sh and init.sh, "cleared"
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

start_hosts() {
  while read -r name address; do
    (
      unshare --net --mount --uts --ipc --pid --fork --kill-child \
        sh "$scripts/host.sh" "$scripts" "$world" "$keeper" "$name" "$address" "$router" "$dropped" \
        </dev/null 2>"$world/log/$name" &
      echo $! >>"$world/pids"
      wait $! || true
      # Nobody waits for this line about a host that is being cleared.
      [ -e "$world/clearing" ] || echo "host $name ended"
    ) &
  done <"$world/hosts.list"
}

clear_hosts() {
  : >"$world/clearing"
  # --kill-child: each host's init dies with its unshare, and everything in the host with its init.
  xargs kill -KILL <"$world/pids" 2>/dev/null || true
  wait
  # The kernel deletes a dead host's cable late; the next host needs the name now.
  ip -o link show master bridge | sed -n 's/^[0-9]*: \(p[0-9]*-[0-9]*\)@.*/link delete \1/p' |
    ip -force -batch - 2>/dev/null || true
  rm -rf "$world/hosts" "$world/seed" "$world/log" "$world/pids" "$world/clearing"
  mkdir "$world/seed" "$world/log" "$world/hosts"
  echo cleared
}

# `head` reads no further than the line; a shell that waits for it also collects the orphans of its namespace.
while word=$(head -n 1) && [ -n "$word" ]; do
  case $word in
  start) start_hosts ;;
  clear) clear_hosts ;;
  # The starter cleans up.
  end) exit ;;
  esac
done

# The starter is gone. The claim goes last: whoever takes the network next must find nothing of it.
ip link delete machine || true
umount -l "$world" || true
rmdir "$world" 2>/dev/null || true
rm -f "$world.json"
rmdir "${world%/*}" 2>/dev/null || true
