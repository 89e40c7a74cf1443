/**
 * Checks whether other users could change code that root runs. A package or tarball is safe if a trusted user owns it
 * and every folder and link on its path, and no other user may write there. Trusted users are root, the user that runs
 * commands, and the user who became root by sudo. Other users may write to a sticky folder on the path, such as /tmp,
 * since they cannot replace each other's files there. They may not write to a folder of the package: Ansible also runs
 * files that are added there. A group that only trusted users belong to counts as them: archives of git tags contain files
 * that their group may write to.
 */
import type { Cluster } from '@/lib/cluster/cluster'
import type { PackageFailureReason } from '@/lib/installers/sources/package-failure'
import type { Machine } from '../machine/machine'
import { quote } from '../machine/quote'
import { RequestFailure } from '../request-failure'
import { FUNCTIONS } from './ownership-script'

/** The first entry on a path, or below it, that another user could change. */
export interface Foreign {
  entry: string
  /** Name of the entry's owner, or the user id if it has no name. */
  owner: string
  reason: PackageFailureReason<'package-untrusted'>
}

/** `shallow` checks the path itself; `deep` also checks all entries of a folder. */
type Depth = 'deep' | 'shallow'

/** A package has about ten thousand entries, possibly on a slow disk. */
const DEADLINE_MS = 60_000
const FIELDS = 4

/**
 * Returns the paths that another user could change, each with the first such entry. Paths that do not exist are left
 * out. Throws `package-unreadable` if a part of a folder cannot be read.
 */
export async function foreignPaths(
  machine: Machine,
  paths: readonly string[],
  depth: Depth = 'deep',
): Promise<ReadonlyMap<string, Foreign>> {
  if (paths.length === 0) return new Map()
  const script = `${FUNCTIONS}for path in ${paths.map(quote).join(' ')}; do
  checked='|'
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

/** Throws `package-untrusted` if another user could change a package's folder or a tarball. */
export async function refuseForeign(machine: Machine, path: string, depth?: Depth): Promise<void> {
  const foreign = (await foreignPaths(machine, [path], depth)).get(path)
  if (foreign) throw untrusted(path, foreign)
}

/** Does the same for a cluster's package, unless it is trusted. */
export async function refuseForeignPackage(
  machine: Machine,
  { source: folder, trusted }: Cluster['installer'],
): Promise<void> {
  if (!trusted) await refuseForeign(machine, folder)
}

/** The failure for a path that another user could change. */
export function untrusted(path: string, foreign: Foreign): RequestFailure {
  return new RequestFailure('package-untrusted', { path, ...foreign })
}
