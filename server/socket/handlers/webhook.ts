/** Handlers for the webhook. Setting it needs a confirmation: a stolen session could otherwise send runs elsewhere. */
import { actorOf, type Handlers, requireConfirmation } from './handler'

type Names = 'webhook.view' | 'webhook.set' | 'webhook.test' | 'webhook.remove'

export const webhookHandlers: Handlers<Names> = {
  'webhook.view': async (_, { engine }) => ({ webhook: await engine.webhook.store.summary() }),

  'webhook.set': async ({ url }, context) => {
    requireConfirmation(context)
    const { audit, webhook } = context.engine
    const secret = await audit.record('webhook-set', actorOf(context), {}, () => webhook.store.set(url))
    return { secret }
  },

  'webhook.test': async (_, context) => {
    const { audit, webhook } = context.engine
    return audit.record('webhook-tested', actorOf(context), {}, () => webhook.test())
  },

  'webhook.remove': async (_, context) => {
    const { audit, webhook } = context.engine
    await audit.record('webhook-removed', actorOf(context), {}, () => webhook.store.remove())
    return {}
  },
}
