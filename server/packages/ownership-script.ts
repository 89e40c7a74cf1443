/** The shell functions of `ownership.ts`. */

/** The limit of Linux for one path (`MAXSYMLINKS`). */
const MAX_LINKS_FOLLOWED = 40
/** Exit status if a part of a folder cannot be read. */
const UNREADABLE = 74

/**
 * sh: `set_private_groups` sets `private`, the ids of groups that have no members other than trusted users: those of root
 * and of a user with the group's name. A directory service may not list all users of other groups. Four accounts of Red
 * Hat systems have root's group and run nothing. Without GNU ls, which shows ACLs, no group counts: an ACL that lets
 * another user write looks like a group that may.
 */
const GROUPS = `set_private_groups() {
  [ ! "$groups_known" ] || return 0
  groups_known=1
  ls --version >/dev/null 2>&1 && command -v getent >/dev/null || return 0
  for user in $users; do
    account=$(getent passwd "$user") && name=\${account%%:*} || continue
    id=$(echo "$account" | cut -d: -f4)
    group=$(getent group "$id") && [ "\${group%%:*}" = "$name" ] || continue
    [ "$(members "$id" "\${group##*:}" | grep -vxF "$users")" ] || private="$private $id"
  done
}
members() {
  for member in $(echo "$2" | tr , ' '); do id -u -- "$member" 2>/dev/null || echo unknown; done
  getent passwd | awk -F: -v id="$1" '$4 == id && !(id == 0 && $1 ~ /^(sync|shutdown|halt|operator)$/) { print $3 }'
}
has_acl() {
  case $(ls -ld -- "$1") in ??????????+*) return 0 ;; *) return 1 ;; esac
}
is_private() {
  set_private_groups
  case " $private " in *" $(stat -c %g -- "$1") "*) ! has_acl "$1" ;; *) return 1 ;; esac
}
`

/**
 * sh: `check ENTRY [way]` reports a foreign entry; `way` permits a sticky folder. `walk PATH` checks every folder and
 * link of the path, as the kernel would resolve it, and sets `here` to the result. `below FOLDER` checks all entries of
 * a folder, and the path and target of each link that may leave it. All return false once an entry was reported, or if
 * it does not exist.
 */
export const FUNCTIONS = `export LC_ALL=C
users=$(printf '%s\\n' 0 "$(id -u)" \${SUDO_UID:-0} | sort -u)
private= groups_known=
${GROUPS}
check() {
  reason=
  case $checked in *"|$1|"*) [ ! "$2" ] || return 0 ;; esac
  owner=$(stat -c %u -- "$1" 2>/dev/null) || return 1
  case "
$users
" in *"
$owner
"*) ;; *) reason=owner ;; esac
  if [ ! "$reason" ] && [ ! -L "$1" ] && ! { [ "$2" ] && [ -d "$1" ] && [ -k "$1" ]; }; then
    case $(stat -c %a -- "$1") in
      *[2367]) reason=writable ;;
      *[2367]?) is_private "$1" || reason=writable ;;
    esac
  fi
  [ "$reason" ] || { checked="$checked$1|"; return 0; }
  name=$(stat -c %U -- "$1")
  [ "$name" != UNKNOWN ] || name=$owner
  printf '%s\\0%s\\0%s\\0%s\\0' "$path" "$1" "$name" "$reason"
  return 1
}
walk() {
  here=/ rest=$1 links=0
  check / way || return 1
  while [ "$rest" ]; do
    part=\${rest%%/*}
    case $rest in */*) rest=\${rest#*/} ;; *) rest= ;; esac
    case $part in
      '' | .) continue ;;
      ..) here=\${here%/*}; here=\${here:-/}; continue ;;
    esac
    next=\${here%/}/$part
    check "$next" way || return 1
    if [ -L "$next" ]; then
      links=$((links+1))
      [ $links -le ${MAX_LINKS_FOLLOWED} ] || return 1
      target=$(readlink -- "$next" && echo x)
      target=\${target%?x}
      case $target in /*) here=/ ;; esac
      rest=$target/$rest
    else
      here=$next
    fi
  done
}
first_writable() {
  foreign= shared=
  for user in $users; do foreign="$foreign ! -user $user"; done
  for group in $2; do shared="$shared ! -group $group"; done
  find "$1" ! -type l '(' $foreign -o -perm -002 -o -perm -020 $shared ')' -print -quit && echo x
}
first_with_acl() {
  if find "$1" ! -type l -perm -020 -exec ls -ld -- {} + | grep -q '^..........+'; then
    find "$1" ! -type l -perm -020 -exec sh -c 'ls -ld -- "$1" | grep -q "^..........+"' sh {} ';' -print -quit
  fi
  echo x
}
below() {
  found=$(first_writable "$1") || exit ${UNREADABLE}
  if [ "$found" != x ] && is_private "\${found%?x}"; then
    found=$(first_writable "$1" "$private") || exit ${UNREADABLE}
    [ "$found" != x ] || found=$(first_with_acl "$1")
  fi
  [ "$found" = x ] || { check "\${found%?x}"; return 1; }
  find "$1" -type l '(' -lname '/*' -o -lname '*..*' ')' -print | while IFS= read -r link; do
    walk "$link" && check "$here" || [ ! "$reason" ] || break
  done
}
`
