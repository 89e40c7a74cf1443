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
cp "$here/init.sh" "$base/usr/lib/practice/"

for dir in boot home media mnt opt/practice/pool proc root run/lock run/sshd srv sys tmp \
  var/backups var/cache var/lib var/local var/log var/mail var/opt var/spool var/tmp; do
  mkdir -p -m 0755 "$base/$dir"
done

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
