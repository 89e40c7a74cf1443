/**
 * Notifies the webhook of the runs' events. It never delays a run: deliveries happen in the background, and their
 * failures are logged and shown.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunSummary, RunView } from '@/lib/contract/run'
import type { DeliveryResult, WebhookEvent } from '@/lib/contract/webhook'
import type { Log } from '../log'
import { RequestFailure } from '../request-failure'
import type { Runs } from '../runs/runs'
import { DELIVERY_TIMING, type DeliveryTiming, deliver } from './deliver'
import { runPayload, testPayload } from './payload'
import type { WebhookStore } from './webhook-store'

/** A webhook that is set during a run does not report its start. */
const START_MS = 60_000
/** How long the process waits at its end for deliveries. */
const CLOSE_MS = 15_000

export class Webhook {
  readonly #pending = new Set<Promise<unknown>>()
  readonly #closing = new AbortController()

  constructor(
    readonly store: WebhookStore,
    private readonly deps: { runs: Runs; log: Log },
    private readonly timing: DeliveryTiming = DELIVERY_TIMING,
  ) {
    deps.runs.on('changed', (summary) => this.#track(this.#notify(summary)))
  }

  /** Follows the unfinished runs, whose pages may not be open. For the server. */
  async followRuns(): Promise<void> {
    if (await this.store.summary()) await this.deps.runs.list()
  }

  /** Sends a test event once. Throws `not-found` without a webhook. */
  async test(): Promise<DeliveryResult> {
    const now = new Date()
    return this.#send('test', testPayload(now), { ...this.timing, retryDelays: [] })
  }

  /** Waits for pending deliveries, but does not repeat them any more. */
  async close(): Promise<void> {
    this.#closing.abort()
    const timeout = sleep(CLOSE_MS, undefined, { ref: false })
    await Promise.race([Promise.allSettled(this.#pending), timeout])
  }

  #track(work: Promise<unknown>): void {
    const done = work
      .catch((error: unknown) => this.deps.log.error({ err: error }, 'webhook'))
      .finally(() => this.#pending.delete(done))
    this.#pending.add(done)
  }

  async #notify(summary: RunSummary): Promise<void> {
    const { store } = this
    const { runs } = this.deps
    const event = eventOf(summary)
    if (!event || !(await store.summary())) return
    const view = (await runs.open(summary.id)).redactedView(true)
    if (!(await store.claim(summary.id, claimKey(event, view)))) return
    await this.#send(event, runPayload(event, view, new Date()), this.timing)
  }

  async #send(event: WebhookEvent, payload: object, timing: DeliveryTiming): Promise<DeliveryResult> {
    const { store } = this
    const target = await store.target()
    if (!target) throw new RequestFailure('not-found', { what: 'webhook', id: '' })
    const result = await deliver(target, event, payload, timing, this.#closing.signal)
    if (result.error) this.deps.log.warn({ event, ...result }, 'webhook not delivered')
    await store.storeDelivery({ at: Date.now(), event, ...result })
    return result
  }
}

/** The event of a new state; undefined if it has none. */
function eventOf({ state, endedAt, startedAt }: RunSummary): WebhookEvent | undefined {
  if (state === 'waiting') return 'question'
  if (endedAt === undefined) return Date.now() - startedAt < START_MS ? 'started' : undefined
  return state === 'succeeded' || state === 'stopped' ? state : 'failed'
}

/** A run may have several questions. */
const claimKey = (event: WebhookEvent, { question }: RunView): string =>
  event === 'question' ? `question ${question?.id ?? ''}` : event
