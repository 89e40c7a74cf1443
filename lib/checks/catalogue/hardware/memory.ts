/** Compares the memory with the release's minimum and recommendation (guide, step 1). */

import { minimumSize, recommendedSize } from '../../check-context'
import { defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { minimumKib, toGib } from '../../format'
import { factsOf, nonZero, type ProbeItem, parseCount } from '../../probe/item'

/** Memory in KiB. */
export const MEMORY: ProbeItem<number> = {
  name: 'memory',
  files: '/proc/meminfo',
  match: '^MemTotal:',
  parse: (text) => nonZero(parseCount(/\tMemTotal:\s+(\d+) kB$/.exec(text)?.[1])),
}

export const memory = defineCheck({
  id: 'memory',
  reasons: ['enough', 'recommended', 'minimum'],
  sources: ['guide 1', 'own'],
  dependsOn: ['version', 'mode'],
  scope: 'host',
  probeItems: [MEMORY],
  perHost(probe, context) {
    const kib = factsOf(probe, MEMORY)
    if (kib === undefined) return [undetermined]
    const gib = toGib(kib)
    const firmware = context.release.requirements.memoryTolerance
    const { scope, memoryGiB: minimum } = minimumSize(context)
    const recommended = recommendedSize(context)?.memoryGiB ?? 0
    if (scope === 'host' && kib < minimumKib(minimum, firmware))
      return [fail('minimum', { gib, wanted: toGib(minimumKib(minimum)) })]
    if (kib < minimumKib(recommended, firmware)) return [warn('recommended', { gib, wanted: recommended })]
    return [pass('enough', { gib })]
  },
})
