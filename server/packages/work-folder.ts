/** Private folders in which a package is prepared, next to its destination, so that a rename completes it. */
import { join } from 'node:path/posix'
import type { Machine } from '../machine/machine'
import { quote } from '../machine/quote'

const ABANDONED_MINUTES = 24 * 60
const REMOVE_MS = 30_000

/** sh: deletes folders of lost connections and creates a new one. Its path is in `$work`. */
export function makeWorkFolder(parent: string, purpose: 'unpack' | 'clone'): string {
  const prefix = `.taskbox-${purpose}`
  return `find ${quote(parent)} -maxdepth 1 -name '${prefix}-*' -mmin +${ABANDONED_MINUTES} -exec rm -rf {} +
umask 077 && work=$(mktemp -d ${quote(join(parent, `${prefix}-XXXXXXXXXX`))})`
}

export async function removeWorkFolder(machine: Machine, work: string): Promise<void> {
  const options = { deadlineMs: REMOVE_MS, idempotent: true }
  await machine.exec(`rm -rf -- ${quote(work)}`, options).catch(() => undefined)
}
