/** Cores against what the release asks for (guide, step 1). */
import type { Finding } from './check'
import { type HostContext, minimumSize, recommendedSize } from './context'
import { found } from './reason'
import type { Sheet } from './sheet'

export function judgeCpu({ cores }: Sheet, context: HostContext): Finding[] {
  if (cores === undefined) return [found('cpu', 'unknown', 'unread')]
  const minimum = minimumSize(context).cores
  const recommended = recommendedSize(context).cores
  if (cores < minimum) return [found('cpu', 'fail', 'minimum', { cores, wanted: minimum })]
  if (cores < recommended) return [found('cpu', 'warn', 'recommended', { cores, wanted: recommended })]
  return [found('cpu', 'pass', 'enough', { cores })]
}
