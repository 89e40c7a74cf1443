/**
 * The one probe that is run on a host: POSIX sh, read-only, with nothing beyond what a minimal CentOS 7, Ubuntu
 * 16.04 or Debian has (and busybox). It reports raw facts, each section under a marker line that begins with a nonce,
 * so that what a login script prints cannot be taken for an answer; `sheet.ts` reads it, the judges judge.
 */

/** Folders whose file systems an installed cluster fills. */
export const DISK_FOLDERS = [
  '/',
  '/var/lib/docker',
  '/var/lib/containerd',
  '/var/lib/etcd',
  '/var/lib/kubelet',
] as const
export const TEMPORARY_FOLDER = '/tmp'

/**
 * Wants `nonce` set, to one word. On the taskbox, `package` is the package's folder and asks for the taskbox's
 * tools as well; elsewhere it is empty. Exits with 0 whatever it finds.
 */
export const PROBE = `LC_ALL=C
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$PATH
export LC_ALL PATH
exec 2>/dev/null </dev/null

section() { printf '\\n%s %s\\n' "$nonce" "$1"; }

section user
id -u
section os
cat /etc/os-release
section redhat
cat /etc/redhat-release
section machine
uname -m
section kernel
uname -r
section hostname
uname -n
section cores
getconf _NPROCESSORS_ONLN || grep -c '^processor' /proc/cpuinfo
section memory
grep '^MemTotal:' /proc/meminfo

# Answers for the nearest folder that exists: the cluster's own are only made by the install.
disk() {
  at=$1
  while [ ! -d "$at" ]; do
    at=\${at%/*}
    at=\${at:-/}
  done
  printf 'folder %s\\n' "$1"
  df -Pk "$at" | tail -n 1
  df -Pi "$at" | tail -n 1
}
section disk
for folder in ${[...DISK_FOLDERS, TEMPORARY_FOLDER].join(' ')}; do
  disk "$folder"
done
[ -z "$package" ] || disk "$package"

section addresses
ip -4 -o addr show
section routes
ip -4 route show

if [ -n "$package" ]; then
  section tools
  for tool in sshpass python3 python2 python /usr/libexec/platform-python; do
    if command -v "$tool" >/dev/null; then echo "$tool"; fi
  done
  section ansible
  # From 2.14 on it refuses to start without a UTF-8 locale; older systems have no C.UTF-8 and do not ask for it.
  if command -v ansible >/dev/null; then
    version=$(LC_ALL=C.UTF-8 ansible --version || LC_ALL=en_US.UTF-8 ansible --version)
    printf '%s\\n' "\${version:-ansible of unknown version}" | head -n 1
  else
    echo none
  fi
fi
section end
exit 0
`

/** Prints the host's clock: seconds since 1970, with a fraction where date knows one. Short, so that it is exact. */
export const CLOCK = 'date +%s.%N'
