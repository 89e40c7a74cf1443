/** Checks: their state, running them, stopping them, and what stands behind a verdict. */
import type { Server } from 'socket.io'
import type { Pushes } from '@/lib/contract/socket'
import { shownAnswer } from '../checks/shown-answer'
import type { Engine } from '../engine'
import { type Handlers, room } from './handlers'

type Names = 'checks.view' | 'checks.run' | 'checks.cancel' | 'checks.answer'

export const checksHandlers: Handlers<Names> = {
  'checks.view': async ({ id }, { engine, client }) => {
    await client.join(room('cluster', id))
    return engine.checks.view(id)
  },
  'checks.run': async ({ id, hosts, checks }, { engine }) => {
    await engine.checks.run(id, { hosts, checks })
    return {}
  },
  'checks.cancel': async ({ id }, { engine }) => {
    await engine.checks.cancel(id)
    return {}
  },
  'checks.answer': ({ id, host }, { engine }) => shownAnswer(engine, id, host),
}

/** Everybody who looks at the cluster sees the checks as they come in. */
export function tellChecks(io: Server<Record<string, never>, Pushes>, engine: Engine): void {
  engine.checks.on('patch', (id, patch) => io.to(room('cluster', id)).emit('checks.changed', { id, patch }))
}
