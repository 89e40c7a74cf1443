/** Checks: their state, running them, stopping them. */
import type { Handlers } from './handlers'
import { room } from './handlers'

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
