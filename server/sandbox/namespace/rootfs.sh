#!/bin/sh
# Builds the two overlay layers that all hosts of a sandbox share above the machine's /:
#   base  unpacked packages, and the files of a new system: /etc, /var, /root, /home, /dev
#   mask  only whiteouts, which hide the machine's own files
# Practice configuration is in etc next to this script. The caller has written accounts and hosts to SANDBOX/etc.
#
# usage: rootfs.sh SANDBOX DEBS     DEBS/root/*.deb are unpacked, DEBS/pool/*.deb are only copied
set -eu
sandbox=$1 debs=$2
base=$sandbox/base mask=$sandbox/mask
mkdir -m 0755 "$base" "$mask"

# Packages may contain /lib/x although /lib is a link to usr/lib; a real folder would hide that link.
mkdir -m 0755 "$sandbox/unpacked"
for deb in "$debs"/root/*.deb; do
  [ -e "$deb" ] && dpkg -x "$deb" "$sandbox/unpacked"
done
for top in bin sbin lib lib32 lib64 libx32; do
  if [ -L "/$top" ] && [ -d "$sandbox/unpacked/$top" ]; then
    mkdir -p "$base/usr/$top"
    cp -a "$sandbox/unpacked/$top/." "$base/usr/$top/"
    rm -r "$sandbox/unpacked/$top"
  fi
done
cp -a "$sandbox/unpacked/." "$base/"
rm -r "$sandbox/unpacked"
chmod 0755 "$base"

# hide DIR NAME...: creates whiteouts for all entries of the machine's DIR, except NAME...
hide() {
  dir=$1
  shift
  mkdir -p "$mask$dir"
  for path in "$dir"/* "$dir"/.[!.]*; do
    [ -e "$path" ] || [ -L "$path" ] || continue
    for kept in "$@"; do
      [ "$path" != "$dir/$kept" ] || continue 2
    done
    mknod "$mask$path" c 0 0
  done
}
hide '' usr bin sbin lib lib32 lib64 libx32 var
hide /var lib
hide /var/lib dpkg
hide /usr/local bin sbin lib share

# Of the machine's units, start only those that a host needs: its packages may bring any others. Programs and units
# themselves remain, so that `systemctl start` works. Packages unpacked above have the same rule.
units=/usr/lib/systemd/system
wanted() {
  target=$1
  shift
  hide "$units/$target.wants" "$@"
  for link in "$base$units/$target.wants"/*; do
    [ -L "$link" ] || continue
    for kept in "$@"; do
      [ "${link##*/}" != "$kept" ] || continue 2
    done
    rm "$link"
  done
}
find "$units" "$base$units" -maxdepth 1 -name '*.target.wants' 2>/dev/null | sed 's|.*/||; s|\.wants$||' | sort -u |
  while read -r target; do
    case $target in
    sysinit.target | sockets.target | multi-user.target) ;;
    *) wanted "$target" ;;
    esac
  done
wanted sysinit.target systemd-journald.service systemd-tmpfiles-setup.service dev-mqueue.mount
wanted sockets.target dbus.socket systemd-journald.socket systemd-journald-dev-log.socket
wanted multi-user.target dbus.service systemd-user-sessions.service
hide /usr/lib/systemd/system-generators systemd-fstab-generator systemd-sysv-generator
hide /usr/lib/tmpfiles.d dbus.conf debian.conf legacy.conf systemd.conf systemd-nologin.conf systemd-tmp.conf \
  tmp.conf var.conf
mkdir -p "$base/etc/systemd/system/multi-user.target.wants"
ln -s "$units/multi-user.target" "$base/etc/systemd/system/default.target"
ln -s "$units/ssh.service" "$base/etc/systemd/system/sshd.service"
ln -s "$units/ssh.service" "$base/etc/systemd/system/multi-user.target.wants/ssh.service"

# Copy only files of the machine's /etc that describe the system, none that describe the site.
mkdir -p -m 0755 "$base/etc/profile.d" "$base/etc/security"
for name in adduser.conf alternatives bash.bashrc ca-certificates ca-certificates.conf debconf.conf \
  debian_version deluser.conf dpkg gai.conf host.conf inputrc issue issue.net ld.so.cache ld.so.conf \
  ld.so.conf.d localtime locale.alias locale.conf locale.gen login.defs lsb-release magic mime.types networks \
  os-release perl profile protocols python3 python3.* rpc services shells skel terminfo timezone \
  xattr.conf vim; do
  for path in /etc/$name; do
    [ ! -e "$path" ] && [ ! -L "$path" ] || cp -a "$path" "$base/etc/"
  done
done
mkdir -p "$base/etc/ssl"
cp -a /etc/ssl/certs /etc/ssl/openssl.cnf "$base/etc/ssl/" 2>/dev/null || true
for path in access.conf group.conf limits.conf namespace.conf pam_env.conf time.conf; do
  cp -a "/etc/security/$path" "$base/etc/security/" 2>/dev/null || true
done
here=$(dirname "$0")
cp -R "$here/etc/." "$sandbox/etc/." "$base/etc/"
chmod -R u=rwX,go=rX "$base/etc/pam.d" "$base/etc/ssh"
chmod 0440 "$base/etc/sudoers"
mkdir -p -m 0755 "$base/usr/lib/practice"
cp "$here"/*-init.sh "$base/usr/lib/practice/"

for dir in boot home media mnt opt/practice/pool proc root run/lock run/sshd srv sys tmp \
  var/backups var/cache var/lib var/local var/log var/mail var/opt var/spool var/tmp \
  var/cache/apt/archives/partial var/lib/apt/lists/partial; do
  mkdir -p -m 0755 "$base/$dir"
done

# The files in /etc and /var belong to the machine's /usr: systemd need not update them at boot.
touch "$base/etc/.updated" "$base/var/.updated"
chmod 1777 "$base/tmp" "$base/var/tmp" "$base/run/lock"
ln -s /run "$base/var/run"
ln -s /run/lock "$base/var/lock"
cp -a /etc/skel "$base/home/ubuntu" 2>/dev/null || mkdir "$base/home/ubuntu"
cp -a "$base/home/ubuntu/." "$base/root/"
chmod 0700 "$base/root"
chown -R 1000:1000 "$base/home/ubuntu"
cp "$debs"/pool/*.deb "$base/opt/practice/pool/"

mkdir -m 0755 "$base/dev" "$base/dev/pts" "$base/dev/shm"
mknod -m 0666 "$base/dev/null" c 1 3
mknod -m 0666 "$base/dev/zero" c 1 5
mknod -m 0666 "$base/dev/full" c 1 7
mknod -m 0666 "$base/dev/random" c 1 8
mknod -m 0666 "$base/dev/urandom" c 1 9
mknod -m 0666 "$base/dev/tty" c 5 0
ln -s pts/ptmx "$base/dev/ptmx"
ln -s /proc/self/fd "$base/dev/fd"
ln -s /proc/self/fd/0 "$base/dev/stdin"
ln -s /proc/self/fd/1 "$base/dev/stdout"
ln -s /proc/self/fd/2 "$base/dev/stderr"
