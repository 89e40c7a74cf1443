/** Memory against what the release asks for (guide, step 1). */
import { defineCheck, fail, pass, unread, warn } from './check'
import { minimumSize, recommendedSize } from './context'
import { count, factsOf, positive, type Section } from './section'
import { gibOf, kibWanted } from './size'

/** Memory in KiB. */
export const MEMORY: Section<number> = {
  name: 'memory',
  files: '/proc/meminfo',
  match: '^MemTotal:',
  read: (text) => positive(count(/\tMemTotal:\s+(\d+) kB$/.exec(text)?.[1])),
}

export const memory = defineCheck({
  id: 'memory',
  reasons: ['enough', 'recommended', 'minimum'],
  source: ['guide 1', 'own'],
  needs: ['release', 'mode'],
  scope: 'host',
  sections: [MEMORY],
  host(sheet, context) {
    const kib = factsOf(sheet, MEMORY)
    if (kib === undefined) return [unread]
    const gib = gibOf(kib)
    const firmware = context.release.requirements.memoryTolerance
    const minimum = minimumSize(context).memoryGiB
    const recommended = recommendedSize(context).memoryGiB
    if (kib < kibWanted(minimum, firmware)) return [fail('minimum', { gib, wanted: minimum })]
    if (kib < kibWanted(recommended, firmware)) return [warn('recommended', { gib, wanted: recommended })]
    return [pass('enough', { gib })]
  },
})
