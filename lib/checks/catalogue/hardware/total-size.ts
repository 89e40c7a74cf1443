/** Compares the cores and the memory of all hosts together with the release's minimum, for releases that count them so. */
import { minimumSize } from '../../check-context'
import { type CheckResult, defineCheck, fail, pass, undetermined } from '../../define-check'
import { minimumKib, toGib } from '../../format'
import { factsOf } from '../../probe/item'
import { CORES } from './cpu'
import { MEMORY } from './memory'

type Result = CheckResult<'enough' | 'cores' | 'memory'> | typeof undetermined

export const totalSize = defineCheck({
  id: 'total-size',
  reasons: ['enough', 'cores', 'memory'],
  sources: ['guide 1'],
  dependsOn: ['version', 'mode', 'hosts'],
  scope: 'cluster',
  probeItems: [CORES, MEMORY],
  acrossHosts(hosts, context) {
    const minimum = minimumSize(context)
    if (minimum.scope === 'host') return new Map()
    const sum = (values: readonly (number | undefined)[]) =>
      values.reduce<number>((total, value = 0) => total + value, 0)
    const cores = sum(hosts.map(({ probe }) => factsOf(probe, CORES)))
    const kib = sum(hosts.map(({ probe }) => factsOf(probe, MEMORY)))
    const isComplete =
      hosts.length === context.cluster.hosts.length &&
      hosts.every(({ probe }) => factsOf(probe, CORES) !== undefined && factsOf(probe, MEMORY) !== undefined)
    const gib = toGib(kib)
    const count = hosts.length
    const missing: Result[] = [
      ...(cores < minimum.cores ? [fail('cores', { cores, wanted: minimum.cores, count })] : []),
      ...(kib < minimumKib(minimum.memoryGiB, context.release.requirements.memoryTolerance)
        ? [fail('memory', { gib, wanted: minimum.memoryGiB, count })]
        : []),
    ]
    // The hosts without a result may have the missing cores and memory.
    const results = missing.length === 0 ? [pass('enough', { cores, gib, count })] : missing
    return new Map(
      hosts.map(({ host }) => [host.id, isComplete || missing.length === 0 ? results : [undetermined]]),
    )
  },
})
