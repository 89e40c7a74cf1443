/** Handlers for checks: view, run, cancel, and a host's probe output. */
import type { Server } from 'socket.io'
import type { ServerEvents } from '@/lib/contract/socket'
import { redactedOutput } from '../../checks/redacted-output'
import type { Engine } from '../../engine'
import { clusterRoom, type Handlers } from './handler'

type Names = 'checks.view' | 'checks.run' | 'checks.cancel' | 'checks.output'

export const checksHandlers: Handlers<Names> = {
  'checks.view': async ({ id }, { engine, client }) => {
    await client.join(clusterRoom(id))
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
  'checks.output': ({ id, host }, { engine }) => redactedOutput(engine, id, host),
}

/** Sends changed check results to every page of the cluster. */
export function broadcastChecks(io: Server<Record<string, never>, ServerEvents>, engine: Engine): void {
  engine.checks.on('patch', (id, patch) => io.to(clusterRoom(id)).emit('checks.changed', { id, patch }))
}
