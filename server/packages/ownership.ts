/**
 * Finds out who else could change what root runs. A package or tarball is safe where root, the user that commands run
 * as, or the user who became root by sudo owns it and every folder and link on the way to it, and nobody else may write
 * there. Other users may write to a sticky folder on the way, such as /tmp, since they cannot replace each other's files
 * in it. They may not write to a folder of the package: Ansible also runs files that are added there.
 */
import type { Cluster } from '@/lib/cluster/cluster'
import type { ReasonOf } from '@/lib/contract/failure'
import type { Machine } from '../machine/machine'
import { quote } from '../machine/quote'
import { RequestFailure } from '../request-failure'

/** The first entry on the way to a path, or below it, that somebody else could change. */
export interface Foreign {
  entry: string
  /** Name of the entry's owner; the number where the user has no name. */
  owner: string
  reason: ReasonOf<'package-untrusted'>
}

/** `deep`: all that a folder holds as well; `shallow`: the way to it, and itself. */
type Depth = 'deep' | 'shallow'

/** A package on a slow disk has some ten thousand entries. */
const DEADLINE_MS = 60_000
/** As many links as Linux follows on one path (`MAXSYMLINKS`). */
const MAX_LINKS_FOLLOWED = 40
const UNREADABLE = 74
const FIELDS = 4

/**
 * sh: `judge ENTRY [way]` reports an entry that is foreign; `way` permits a sticky folder. `walk PATH` judges every
 * folder and link on the way, as the system would follow it, and sets `here` to where it ends. `below FOLDER` judges
 * all that a folder holds, and the way along each of its links that may lead out, with its end. All return false once
 * something was reported, or where nothing is.
 */
const FUNCTIONS = `export LC_ALL=C
users=$(printf '%s\\n' 0 "$(id -u)" \${SUDO_UID:-0} | sort -u)
judge() {
  reason=
  case $judged in *"|$1|"*) [ ! "$2" ] || return 0 ;; esac
  owner=$(stat -c %u -- "$1" 2>/dev/null) || return 1
  case "
$users
" in *"
$owner
"*) ;; *) reason=owner ;; esac
  if [ ! "$reason" ] && [ ! -L "$1" ] && ! { [ "$2" ] && [ -d "$1" ] && [ -k "$1" ]; }; then
    case $(stat -c %a -- "$1") in *[2367]? | *[2367]) reason=writable ;; esac
  fi
  [ "$reason" ] || { judged="$judged$1|"; return 0; }
  name=$(stat -c %U -- "$1")
  [ "$name" != UNKNOWN ] || name=$owner
  printf '%s\\0%s\\0%s\\0%s\\0' "$path" "$1" "$name" "$reason"
  return 1
}
walk() {
  here=/ rest=$1 links=0
  judge / way || return 1
  while [ "$rest" ]; do
    part=\${rest%%/*}
    case $rest in */*) rest=\${rest#*/} ;; *) rest= ;; esac
    case $part in
      '' | .) continue ;;
      ..) here=\${here%/*}; here=\${here:-/}; continue ;;
    esac
    next=\${here%/}/$part
    judge "$next" way || return 1
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
below() {
  foreign=
  for user in $users; do foreign="$foreign ! -user $user"; done
  found=$(find "$1" ! -type l '(' $foreign -o -perm -020 -o -perm -002 ')' -print -quit && echo x)
  case $found in
    x) ;;
    *x) judge "\${found%?x}"; return 1 ;;
    *) exit ${UNREADABLE} ;;
  esac
  find "$1" -type l '(' -lname '/*' -o -lname '*..*' ')' -print | while IFS= read -r link; do
    walk "$link" && judge "$here" || [ ! "$reason" ] || break
  done
}
`

/**
 * Which of the paths could be changed by somebody else, each with the first entry that shows it. A path that leads
 * nowhere is not among them. Throws `package-unreadable` where not all of a folder can be read.
 */
export async function foreignPaths(
  machine: Machine,
  paths: readonly string[],
  depth: Depth = 'deep',
): Promise<ReadonlyMap<string, Foreign>> {
  if (paths.length === 0) return new Map()
  const script = `${FUNCTIONS}for path in ${paths.map(quote).join(' ')}; do
  judged='|'
  walk "$path"${depth === 'deep' ? ' && [ -d "$here" ] && below "$here"' : ''}
done
exit 0`
  const { code, stdout } = await machine.exec('exec sh', { input: script, deadlineMs: DEADLINE_MS })
  if (code !== 0) throw new RequestFailure('package-unreadable', { folder: paths.join(', ') })
  const fields = stdout.toString('utf8').split('\0').slice(0, -1)
  const records = Array.from({ length: fields.length / FIELDS }, (_, index) =>
    fields.slice(index * FIELDS, (index + 1) * FIELDS),
  )
  return new Map(
    records.map(([path = '', entry = '', owner = '', reason]) => [
      path,
      { entry, owner, reason: reason === 'owner' ? 'owner' : 'writable' },
    ]),
  )
}

/** Throws `package-untrusted` where somebody else could change a package's folder or a tarball. */
export async function refuseForeign(machine: Machine, path: string, depth?: Depth): Promise<void> {
  const foreign = (await foreignPaths(machine, [path], depth)).get(path)
  if (foreign) throw untrusted(path, foreign)
}

/** The same for a cluster's package, unless it is trusted. */
export async function refuseForeignPackage(
  machine: Machine,
  { package: folder, trusted }: Cluster['installer'],
): Promise<void> {
  if (!trusted) await refuseForeign(machine, folder)
}

export function untrusted(path: string, foreign: Foreign): RequestFailure {
  return new RequestFailure('package-untrusted', { path, ...foreign })
}
