/**
 * Disks against what the release asks for (guide, step 1), and room left on each file system that a cluster fills.
 * The bounds for room are our own.
 */

import { type HostContext, minimumSize, recommendedSize } from '../../check-context'
import { type CheckResult, defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { DISK_FOLDERS, DISKS, type Disk, TEMPORARY_FOLDER, uniqueByMount } from '../../probe/disks'
import { factsOf, type ProbeResult } from '../../probe/item'
import { minimumKib, toGib } from '../../probe/size'

/** What /boot, swap and the file system itself take of a disk: a disk of 40 GiB never shows 40. */
const DISK_OVERHEAD = 0.15
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
    const clusterDisks = uniqueByMount(disks, isClusterFolder)
    const usageChecked = uniqueByMount(
      disks,
      (folder) => folder === TEMPORARY_FOLDER || clusterDisks.some((one) => one.folder === folder),
    )
    if (clusterDisks.length === 0) return [undetermined]
    const verdicts = [
      ...evaluateSize(clusterDisks, context),
      ...clusterDisks.flatMap(evaluateFreeSpace),
      ...usageChecked.flatMap(evaluateUsage),
    ]
    return verdicts.length > 0 ? verdicts : [pass('enough', { gib: totalGib(clusterDisks) })]
  },
})

const isClusterFolder = (folder: string): boolean => DISK_FOLDERS.some((known) => known === folder)

const totalKib = (disks: readonly Disk[]): number => disks.reduce((sum, { sizeKib }) => sum + sizeKib, 0)
const totalGib = (disks: readonly Disk[]): number => toGib(totalKib(disks))

/** Size of the disks that a cluster fills, in GiB; undefined: not known. */
export function diskGib(sheet: ProbeResult): number | undefined {
  const filled = uniqueByMount(factsOf(sheet, DISKS), isClusterFolder)
  return filled.length > 0 ? totalGib(filled) : undefined
}

function evaluateSize(disks: readonly Disk[], context: HostContext) {
  const gib = totalGib(disks)
  const minimum = minimumSize(context).diskGiB
  const recommended = recommendedSize(context).diskGiB
  if (totalKib(disks) < minimumKib(minimum, DISK_OVERHEAD)) return [fail('minimum', { gib, wanted: minimum })]
  if (totalKib(disks) < minimumKib(recommended, DISK_OVERHEAD))
    return [warn('recommended', { gib, wanted: recommended })]
  return []
}

function evaluateFreeSpace({ mount, freeKib }: Disk): CheckResult<'full' | 'low'>[] {
  const facts = { mount, gib: toGib(freeKib) }
  if (freeKib < minimumKib(FREE_FAIL_GIB)) return [fail('full', { ...facts, wanted: FREE_FAIL_GIB })]
  if (freeKib < minimumKib(FREE_WARN_GIB)) return [warn('low', { ...facts, wanted: FREE_WARN_GIB })]
  return []
}

function evaluateUsage({ mount, usedPercent, usedInodesPercent = 0 }: Disk) {
  return [
    ...(usedPercent >= USED_WARN_PERCENT ? [warn('used', { mount, percent: usedPercent })] : []),
    ...(usedInodesPercent >= USED_WARN_PERCENT
      ? [warn('inodes', { mount, percent: usedInodesPercent })]
      : []),
  ]
}
