#!/bin/sh
# The supervisor of one sandbox. It is the init of the sandbox's PID, mount and network namespaces, so
# that all processes in the sandbox die with it. It runs until its standard input closes: when its owner exits, in
# any way, the pipe closes and nothing remains.
#
# usage: supervisor.sh SCRIPTS SANDBOX ROUTER/PREFIX MAXMIB DROPPED_CAPABILITIES
# stdin: "build DEBS", then any of
#   "start"  starts the hosts of SANDBOX/hosts.list
#   "clear"  stops all hosts and deletes their files
#   "end"    stops the sandbox, as does the end of standard input when the owner dies
# stdout: "supervisor PID", "built", per started host the lines of host.sh and of the host's init, "cleared"
set -eu
scripts=$1 sandbox=$2 router=$3 megabytes=$4 dropped=$5
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C

# /proc still shows the machine's process ids here, which the owner needs.
read -r supervisor _ </proc/self/stat

# All files of the sandbox are in memory and in this mount namespace only: an overlay's upper layer must not be
# on another overlay, and nothing remains to unmount.
mount -t tmpfs -o mode=0700,size="${megabytes}m" practice "$sandbox"
mkdir "$sandbox/template" "$sandbox/log" "$sandbox/hosts"

# The bridge is in this namespace and not in the machine's, so that firewall, sysctls and routes of the machine do
# not affect traffic between hosts, nor the reverse. Traffic to other subnets is rejected at once.
echo 1 >/proc/sys/net/ipv4/ip_forward
ip -batch - <<END
link set lo up
link add bridge type bridge
addr add $router dev bridge
link set bridge up
route add unreachable default
END
echo "supervisor $supervisor"

read -r _ debs
sh "$scripts/rootfs.sh" "$sandbox" "$debs"
echo built

start_hosts() {
  while read -r name address init; do
    (
      set -- sh "$scripts/host.sh" "$scripts" "$sandbox" "$supervisor" "$name" "$address" "$router" "$dropped" "$init"
      [ "$init" = simple ] || set -- sh "$scripts/join-cgroups.sh" "$sandbox" "$name" "$@"
      unshare --net --mount --uts --ipc --pid --fork --kill-child "$@" </dev/null 2>"$sandbox/log/$name" &
      echo $! >>"$sandbox/pids"
      wait $! || true
      # No reader waits for this line while hosts are cleared.
      [ -e "$sandbox/clearing" ] || echo "host $name ended"
    ) &
  done <"$sandbox/hosts.list"
}

# Removes the cgroups of hosts (1), or of the whole sandbox (0), as soon as their last process is dead.
remove_cgroups() {
  [ -e "$sandbox/cgroups" ] || return 0
  while read -r folder _; do
    tries=0
    until find "$folder" -mindepth "$1" -depth -type d -exec rmdir {} + 2>/dev/null; do
      [ -e "$folder" ] && [ $((tries += 1)) -lt 500 ] || break
      sleep 0.02
    done
  done <"$sandbox/cgroups"
}

# With --kill-child, each host's init dies with its unshare, and all processes of the host with its init.
kill_hosts() {
  xargs kill -KILL <"$sandbox/pids" 2>/dev/null || true
  wait
}

clear_hosts() {
  : >"$sandbox/clearing"
  kill_hosts
  remove_cgroups 1
  # The kernel deletes a dead host's veth pair with a delay, but the next host needs the name now.
  ip -o link show master bridge | sed -n 's/^[0-9]*: \(p[0-9]*-[0-9]*\)@.*/link delete \1/p' |
    ip -force -batch - 2>/dev/null || true
  rm -rf "$sandbox/hosts" "$sandbox/template" "$sandbox/log" "$sandbox/pids" "$sandbox/clearing"
  mkdir "$sandbox/template" "$sandbox/log" "$sandbox/hosts"
  echo cleared
}

# `head` reads no further than the line; while the shell waits for it, it also reaps the orphans of its namespace.
while word=$(head -n 1) && [ -n "$word" ]; do
  case $word in
  start) start_hosts ;;
  clear) clear_hosts ;;
  # The owner cleans up.
  end) exit ;;
  esac
done

# The owner is dead. Delete the lease last, so that the network's next owner finds no leftovers.
if [ -e "$sandbox/cgroups" ]; then
  : >"$sandbox/clearing"
  kill_hosts
  remove_cgroups 0
fi
ip link delete machine || true
umount -l "$sandbox" || true
rmdir "$sandbox" 2>/dev/null || true
rm -f "$sandbox.json"
rmdir "${sandbox%/*}" 2>/dev/null || true
