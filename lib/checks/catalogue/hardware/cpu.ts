/** Compares the CPU cores with the release's minimum and recommendation (guide, step 1). */

import { minimumSize, recommendedSize } from '../../check-context'
import { defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf, firstLine, nonZero, type ProbeItem } from '../../probe/item'

/** Number of online cores. */
export const CORES: ProbeItem<number> = {
  name: 'cores',
  files: '/sys/devices/system/cpu/online',
  parse: (text) => nonZero(countCores(firstLine(text) ?? '')),
}

/** Counts the cores of a range list such as `0-3,6`. */
function countCores(ranges: string): number | undefined {
  if (!/^\d{1,5}(-\d{1,5})?(,\d{1,5}(-\d{1,5})?)*$/.test(ranges)) return undefined
  return ranges
    .split(',')
    .map((range) => range.split('-').map(Number))
    .reduce((sum, [first = 0, last = first]) => sum + last - first + 1, 0)
}

export const cpu = defineCheck({
  id: 'cpu',
  reasons: ['enough', 'recommended', 'minimum'],
  sources: ['guide 1'],
  dependsOn: ['version', 'mode'],
  scope: 'host',
  probeItems: [CORES],
  perHost(probe, context) {
    const cores = factsOf(probe, CORES)
    if (cores === undefined) return [undetermined]
    const { scope, cores: minimum } = minimumSize(context)
    const recommended = recommendedSize(context)?.cores ?? 0
    if (scope === 'host' && cores < minimum) return [fail('minimum', { cores, wanted: minimum })]
    if (cores < recommended) return [warn('recommended', { cores, wanted: recommended })]
    return [pass('enough', { cores })]
  },
})
