/**
 * Disks against what the release asks for (guide, step 1), and room left on each file system that a cluster fills.
 * The bounds for room are our own.
 */
import { defineCheck, fail, pass, unread, type Verdict, warn } from './check'
import { type HostContext, minimumSize, recommendedSize } from './context'
import { DISK_FOLDERS, DISKS, type Disk, onceByMount, TEMPORARY_FOLDER } from './disks'
import { factsOf, type Sheet } from './section'
import { gibOf, kibWanted } from './size'

/** What /boot, swap and the file system itself take of a disk: a disk of 40 GiB never shows 40. */
const OVERHEAD = 0.15
const FREE_FAIL_GIB = 10
const FREE_WARN_GIB = 20
const USED_WARN_PERCENT = 85

export const disk = defineCheck({
  id: 'disk',
  reasons: ['enough', 'recommended', 'minimum', 'low', 'full', 'used', 'inodes'],
  source: ['guide 1', 'own'],
  needs: ['release', 'mode'],
  scope: 'host',
  sections: [DISKS],
  host(sheet, context) {
    const disks = factsOf(sheet, DISKS)
    const filled = onceByMount(disks, isFilled)
    const looked = onceByMount(
      disks,
      (folder) => folder === TEMPORARY_FOLDER || filled.some((one) => one.folder === folder),
    )
    if (filled.length === 0) return [unread]
    const verdicts = [...sizeOf(filled, context), ...filled.flatMap(room), ...looked.flatMap(nearlyFull)]
    return verdicts.length > 0 ? verdicts : [pass('enough', { gib: totalGib(filled) })]
  },
})

const isFilled = (folder: string): boolean => DISK_FOLDERS.some((known) => known === folder)

const totalKib = (disks: readonly Disk[]): number => disks.reduce((sum, { sizeKib }) => sum + sizeKib, 0)
const totalGib = (disks: readonly Disk[]): number => gibOf(totalKib(disks))

/** Size of the disks that a cluster fills, in GiB; undefined: not known. */
export function diskGib(sheet: Sheet): number | undefined {
  const filled = onceByMount(factsOf(sheet, DISKS), isFilled)
  return filled.length > 0 ? totalGib(filled) : undefined
}

function sizeOf(disks: readonly Disk[], context: HostContext) {
  const gib = totalGib(disks)
  const minimum = minimumSize(context).diskGiB
  const recommended = recommendedSize(context).diskGiB
  if (totalKib(disks) < kibWanted(minimum, OVERHEAD)) return [fail('minimum', { gib, wanted: minimum })]
  if (totalKib(disks) < kibWanted(recommended, OVERHEAD))
    return [warn('recommended', { gib, wanted: recommended })]
  return []
}

function room({ mount, freeKib }: Disk): Verdict<'full' | 'low'>[] {
  const facts = { mount, gib: gibOf(freeKib) }
  if (freeKib < kibWanted(FREE_FAIL_GIB)) return [fail('full', { ...facts, wanted: FREE_FAIL_GIB })]
  if (freeKib < kibWanted(FREE_WARN_GIB)) return [warn('low', { ...facts, wanted: FREE_WARN_GIB })]
  return []
}

function nearlyFull({ mount, usedPercent, usedInodesPercent = 0 }: Disk) {
  return [
    ...(usedPercent >= USED_WARN_PERCENT ? [warn('used', { mount, percent: usedPercent })] : []),
    ...(usedInodesPercent >= USED_WARN_PERCENT
      ? [warn('inodes', { mount, percent: usedInodesPercent })]
      : []),
  ]
}
