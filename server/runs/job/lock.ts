/**
 * The lock in the package's folder. Whoever may write there could lay a link in its place, and root would write
 * wherever that leads; a shell cannot open a file without following links. So it is made only where nothing is
 * (`set -C`), opened for reading, compared with what has its name, and only then opened for writing: by the descriptor,
 * as the very file that was compared.
 */

/** Lies in the package's folder. Whose run it is stands in it; that it is held, only the kernel knows. */
export const LOCK_NAME = '.taskbox-lock'

/** What `open_lock` returns for one that is a link, or has another name as well. */
export const LOCK_IS_LINK = 72

/** sh: `open_lock FILE` opens the lock as descriptor 9, and uses 8 for it. To be run with umask 077. */
export const OPEN_LOCK = `open_lock() {
  [ -e "$1" ] || [ -L "$1" ] || ( set -C; : >"$1" ) || [ -e "$1" ] || return 1
  [ ! -L "$1" ] || return ${LOCK_IS_LINK}
  [ -f "$1" ] || { echo "$1: file exists" >&2; return 1; }
  exec 8<"$1" || return 1
  [ "$(stat -c '%d %i 1' -- "$1")" = "$(stat -L -c '%d %i %h' /proc/self/fd/8)" ] || return ${LOCK_IS_LINK}
  exec 9>>/proc/self/fd/8 8<&-
}`
