/**
 * Disks against what the release asks for (guide, step 1), and room left on each file system that a cluster fills.
 * The bounds for room are our own.
 */
import type { Finding } from './check'
import { type HostContext, minimumSize, recommendedSize } from './context'
import { DISK_FOLDERS, TEMPORARY_FOLDER } from './probe'
import { found } from './reason'
import type { Disk, Sheet } from './sheet'
import { gibOf, kibWanted } from './size'

/** What /boot, swap and the file system itself take of a disk: a disk of 40 GiB never shows 40. */
const OVERHEAD = 0.15
const FREE_FAIL_GIB = 10
const FREE_WARN_GIB = 20
const USED_WARN_PERCENT = 85

export function judgeDisk({ disks }: Sheet, context: HostContext): Finding[] {
  const filled = onceByMount(disks, (folder) => DISK_FOLDERS.some((known) => known === folder))
  const looked = onceByMount(
    disks,
    (folder) => folder === TEMPORARY_FOLDER || filled.some((disk) => disk.folder === folder),
  )
  if (filled.length === 0) return [found('disk', 'unknown', 'unread')]
  const findings = [...sizeOf(filled, context), ...filled.flatMap(room), ...looked.flatMap(nearlyFull)]
  return findings.length > 0 ? findings : [found('disk', 'pass', 'enough', { gib: totalGib(filled) })]
}

/** The file systems that some folders lie on, each once, under the first folder's name. */
function onceByMount(disks: readonly Disk[] = [], wanted: (folder: string) => boolean): Disk[] {
  const chosen = disks.filter(({ folder }) => wanted(folder))
  return chosen.filter((disk, place) => chosen.findIndex(({ mount }) => mount === disk.mount) === place)
}

const totalKib = (disks: readonly Disk[]): number => disks.reduce((sum, { sizeKib }) => sum + sizeKib, 0)
const totalGib = (disks: readonly Disk[]): number => gibOf(totalKib(disks))

/** Size of the disks that a cluster fills, in GiB; undefined: not known. */
export function diskGib({ disks }: Sheet): number | undefined {
  const filled = onceByMount(disks, (folder) => DISK_FOLDERS.some((known) => known === folder))
  return filled.length > 0 ? totalGib(filled) : undefined
}

function sizeOf(disks: readonly Disk[], context: HostContext): Finding[] {
  const gib = totalGib(disks)
  const minimum = minimumSize(context).diskGiB
  const recommended = recommendedSize(context).diskGiB
  if (totalKib(disks) < kibWanted(minimum, OVERHEAD))
    return [found('disk', 'fail', 'minimum', { gib, wanted: minimum })]
  if (totalKib(disks) < kibWanted(recommended, OVERHEAD))
    return [found('disk', 'warn', 'recommended', { gib, wanted: recommended })]
  return []
}

function room({ mount, freeKib }: Disk): Finding[] {
  const facts = { mount, gib: gibOf(freeKib) }
  if (freeKib < kibWanted(FREE_FAIL_GIB))
    return [found('disk', 'fail', 'full', { ...facts, wanted: FREE_FAIL_GIB })]
  if (freeKib < kibWanted(FREE_WARN_GIB))
    return [found('disk', 'warn', 'low', { ...facts, wanted: FREE_WARN_GIB })]
  return []
}

function nearlyFull({ mount, usedPercent, usedInodesPercent = 0 }: Disk): Finding[] {
  const findings: Finding[] = []
  if (usedPercent >= USED_WARN_PERCENT)
    findings.push(found('disk', 'warn', 'used', { mount, percent: usedPercent }))
  if (usedInodesPercent >= USED_WARN_PERCENT)
    findings.push(found('disk', 'warn', 'inodes', { mount, percent: usedInodesPercent }))
  return findings
}
