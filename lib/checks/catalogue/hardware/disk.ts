/**
 * Compares the disk size with the release's minimum and recommendation (guide, step 1), and checks the free space of
 * each file system that a cluster fills. The thresholds for free space are our own.
 */

import { type HostContext, minimumSize, recommendedSize } from '../../check-context'
import { type CheckResult, defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { minimumKib, toGib } from '../../format'
import { DISK_FOLDERS, DISKS, type Disk, TEMPORARY_FOLDER, uniqueByMount } from '../../probe/disks'
import { factsOf, type ProbeResult } from '../../probe/item'

/** Share used by /boot, swap and file system metadata: df never reports 40 GiB for a disk of 40 GiB. */
const DISK_OVERHEAD = 0.15
const FREE_FAIL_GIB = 10
const FREE_WARN_GIB = 20
const USED_WARN_PERCENT = 85

export const disk = defineCheck({
  id: 'disk',
  reasons: ['enough', 'recommended', 'minimum', 'low', 'full', 'used', 'inodes'],
  sources: ['guide 1', 'own'],
  dependsOn: ['version', 'mode'],
  scope: 'host',
  probeItems: [DISKS],
  perHost(probe, context) {
    const disks = factsOf(probe, DISKS)
    const clusterDisks = uniqueByMount(disks, isClusterFolder)
    const usageChecked = uniqueByMount(
      disks,
      (folder) => folder === TEMPORARY_FOLDER || clusterDisks.some((disk) => disk.folder === folder),
    )
    if (clusterDisks.length === 0) return [undetermined]
    const results = [
      ...evaluateSize(clusterDisks, context),
      ...clusterDisks.flatMap(evaluateFreeSpace),
      ...usageChecked.flatMap(evaluateUsage),
    ]
    return results.length > 0 ? results : [pass('enough', { gib: totalGib(clusterDisks) })]
  },
})

const isClusterFolder = (folder: string): boolean => DISK_FOLDERS.some((known) => known === folder)

const totalKib = (disks: readonly Disk[]): number => disks.reduce((sum, { sizeKib }) => sum + sizeKib, 0)
const totalGib = (disks: readonly Disk[]): number => toGib(totalKib(disks))

/** Total size of the disks that a cluster fills, in GiB; undefined if unknown. */
export function diskGib(probe: ProbeResult): number | undefined {
  const clusterDisks = uniqueByMount(factsOf(probe, DISKS), isClusterFolder)
  return clusterDisks.length > 0 ? totalGib(clusterDisks) : undefined
}

function evaluateSize(disks: readonly Disk[], context: HostContext) {
  const gib = totalGib(disks)
  const minimum = minimumSize(context).diskGiB
  const recommended = recommendedSize(context)?.diskGiB ?? 0
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
