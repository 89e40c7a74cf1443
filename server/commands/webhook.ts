/** `taskbox webhook`: shows, sets, tests or removes the webhook of the data folder. */
import type { WebhookSummary } from '@/lib/contract/webhook'
import { terminalActor } from '../audit/audit-log'
import { type Translate, translator } from '../translator'
import { withEngine } from './runs'
import { print, printStderr } from './terminal/output'
import { readLine } from './terminal/read-line'

interface WebhookFlags {
  set: boolean
  test: boolean
  remove: boolean
  data?: string
}

export function webhook({ set, test, remove, data }: WebhookFlags): Promise<number> {
  const flags = { json: false, ...(data !== undefined && { data }) }
  const t = translator()
  return withEngine(flags, async (engine) => {
    const { audit, webhook: hook } = engine
    if (remove) {
      await audit.record('webhook-removed', terminalActor(), {}, () => hook.store.remove())
      printStderr(t('cli.webhook-removed'))
      return 0
    }
    if (set) {
      // Not an argument: other users can read arguments, and the URL may contain a secret.
      const url = (await readLine(t('cli.webhook-url'))) ?? ''
      const secret = await audit.record('webhook-set', terminalActor(), {}, () => hook.store.set(url))
      printStderr(t('cli.webhook-secret'))
      await print(`${secret}\n`)
    }
    if (test) await hook.test()
    const summary = await hook.store.summary()
    printStderr(summary ? describe(summary, t) : t('cli.webhook-none'))
    return summary?.last?.error === undefined ? 0 : 1
  })
}

function describe({ origin, last }: WebhookSummary, t: Translate): string {
  const delivery = last
    ? t(`access.webhook.${last.error ? `errors.${last.error}` : 'delivered'}`, { status: last.status ?? 0 })
    : t('access.webhook.neverDelivered')
  return `${t('access.webhook.origin', { origin })} ${delivery}`
}
