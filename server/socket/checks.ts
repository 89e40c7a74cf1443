/** Checks: their state, running them, stopping them. */
import type { Server } from 'socket.io'
import type { Pushes } from '@/lib/contract/socket'
import type { Engine } from '../engine'
import { type Handlers, room } from './handlers'

export const checksHandlers: Handlers<'checks.view' | 'checks.run' | 'checks.cancel'> = {
  'checks.view': async ({ id }, { engine, client }) => {
    await client.join(room('cluster', id))
    return engine.checks.view(id)
  },
  'checks.run': async ({ id, hosts }, { engine }) => {
    await engine.checks.run(id, hosts)
    return {}
  },
  'checks.cancel': async ({ id }, { engine }) => {
    engine.checks.cancel(id)
    return {}
  },
}

/** Everybody who looks at the cluster sees the checks as they come in. */
export function tellChecks(io: Server<Record<string, never>, Pushes>, engine: Engine): void {
  engine.checks.on('view', (id, view) => io.to(room('cluster', id)).emit('checks.view', { id, view }))
}
