/**
 * The lock file in the package's folder. A user who can write there could replace it by a link, and root would write to
 * its target, since a shell cannot open a file without following links. So the script creates it only if the name is
 * free (`set -C`), opens it for reading, compares it with the name, and then reopens that descriptor for writing.
 */

/** Name in the package's folder. The file names the owning run; the kernel has the lock itself. */
export const LOCK_NAME = '.taskbox-lock'

/** Exit status of `open_lock` for a symlink, or a file with a second hard link. */
export const LOCK_IS_LINK = 72

/** Shell function: `open_lock FILE` opens the lock as descriptor 9 and uses 8 temporarily. Needs umask 077. */
export const OPEN_LOCK = `open_lock() {
  [ -e "$1" ] || [ -L "$1" ] || ( set -C; : >"$1" ) || [ -e "$1" ] || return 1
  [ ! -L "$1" ] || return ${LOCK_IS_LINK}
  [ -f "$1" ] || { echo "$1: file exists" >&2; return 1; }
  exec 8<"$1" || return 1
  [ "$(stat -c '%d %i 1' -- "$1")" = "$(stat -L -c '%d %i %h' /proc/self/fd/8)" ] || return ${LOCK_IS_LINK}
  exec 9>>/proc/self/fd/8 8<&-
}`
