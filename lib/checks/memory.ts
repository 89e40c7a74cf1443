/** Memory against what the release asks for (guide, step 1). */
import type { Finding } from './check'
import { type HostContext, minimumSize, recommendedSize } from './context'
import { found } from './reason'
import type { Sheet } from './sheet'
import { gibOf, kibWanted } from './size'

/** Firmware and kernel keep some of it for themselves: a machine sold with 8 GiB shows 7.5. */
const FIRMWARE = 0.07

export function judgeMemory({ memoryKib }: Sheet, context: HostContext): Finding[] {
  if (memoryKib === undefined) return [found('memory', 'unknown', 'unread')]
  const gib = gibOf(memoryKib)
  const minimum = minimumSize(context).memoryGiB
  const recommended = recommendedSize(context).memoryGiB
  if (memoryKib < kibWanted(minimum, FIRMWARE))
    return [found('memory', 'fail', 'minimum', { gib, wanted: minimum })]
  if (memoryKib < kibWanted(recommended, FIRMWARE))
    return [found('memory', 'warn', 'recommended', { gib, wanted: recommended })]
  return [found('memory', 'pass', 'enough', { gib })]
}
