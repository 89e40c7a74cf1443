/** Cores against what the release asks for (guide, step 1). */
import { defineCheck, fail, pass, unread, warn } from './check'
import { minimumSize, recommendedSize } from './context'
import { factsOf, firstLine, positive, type Section } from './section'

/** Cores that are switched on. */
export const CORES: Section<number> = {
  name: 'cores',
  files: '/sys/devices/system/cpu/online',
  read: (text) => positive(coresOf(firstLine(text) ?? '')),
}

/** Ranges: `0-3,6`. */
function coresOf(ranges: string): number | undefined {
  if (!/^\d{1,5}(-\d{1,5})?(,\d{1,5}(-\d{1,5})?)*$/.test(ranges)) return undefined
  return ranges
    .split(',')
    .map((range) => range.split('-').map(Number))
    .reduce((sum, [first = 0, last = first]) => sum + last - first + 1, 0)
}

export const cpu = defineCheck({
  id: 'cpu',
  reasons: ['enough', 'recommended', 'minimum'],
  source: ['guide 1'],
  needs: ['release', 'mode'],
  scope: 'host',
  sections: [CORES],
  host(sheet, context) {
    const cores = factsOf(sheet, CORES)
    if (cores === undefined) return [unread]
    const minimum = minimumSize(context).cores
    const recommended = recommendedSize(context).cores
    if (cores < minimum) return [fail('minimum', { cores, wanted: minimum })]
    if (cores < recommended) return [warn('recommended', { cores, wanted: recommended })]
    return [pass('enough', { cores })]
  },
})
