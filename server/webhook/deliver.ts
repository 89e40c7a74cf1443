/** Sends an event to a webhook, signed with HMAC-SHA256. */
import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DeliveryError, DeliveryResult, WebhookEvent } from '@/lib/contract/webhook'
import { taskboxVersion } from '../version'

export interface WebhookTarget {
  url: string
  /** Key of the signature. */
  secret: string
}

/** Milliseconds. */
export interface DeliveryTiming {
  /** Of one request. */
  timeout: number
  /** Before each repetition. */
  retryDelays: readonly number[]
}

export const DELIVERY_TIMING: DeliveryTiming = { timeout: 10_000, retryDelays: [2_000, 10_000] }

/** Statuses after which a repetition may succeed. */
const isTransient = (status: number): boolean => status === 408 || status === 429 || status >= 500

/** Never throws. */
export async function deliver(
  target: WebhookTarget,
  event: WebhookEvent,
  payload: object,
  { timeout, retryDelays }: DeliveryTiming = DELIVERY_TIMING,
  signal?: AbortSignal,
): Promise<DeliveryResult> {
  const body = JSON.stringify(payload)
  for (const delay of [...retryDelays, undefined]) {
    const result = await post(target, event, body, timeout)
    const isFinal = result.error === undefined || (result.status !== undefined && !isTransient(result.status))
    if (isFinal || delay === undefined || signal?.aborted) return result
    await sleep(delay, undefined, { signal }).catch(() => undefined)
    if (signal?.aborted) return result
  }
  return { error: 'other' }
}

/** The receiver computes the same over the timestamp header, a dot and the body. */
export const signatureOf = (secret: string, timestamp: string, body: string): string =>
  `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`

async function post(
  { url, secret }: WebhookTarget,
  event: WebhookEvent,
  body: string,
  timeout: number,
): Promise<DeliveryResult> {
  const timestamp = String(Math.floor(Date.now() / 1000))
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': `Taskbox/${taskboxVersion()}`,
        'x-taskbox-event': event,
        'x-taskbox-timestamp': timestamp,
        'x-taskbox-signature': signatureOf(secret, timestamp, body),
      },
      body,
      // The signature is meant for this server alone.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout),
    })
    const { status, ok } = response
    await response.body?.cancel()
    if (ok) return { status }
    return { error: status >= 300 && status < 400 ? 'redirect' : 'status', status }
  } catch (error) {
    return { error: errorOf(error) }
  }
}

const CODES: readonly [RegExp, DeliveryError][] = [
  [/^(ENOTFOUND|EAI_)/, 'dns'],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)/, 'refused'],
  [/TIMEOUT|TIMEDOUT/, 'timeout'],
  [/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ERR_SSL/, 'certificate'],
]

function errorOf(error: unknown): DeliveryError {
  if (!(error instanceof Error)) return 'other'
  if (error.name === 'TimeoutError') return 'timeout'
  const { code = '' } = (error.cause ?? error) as NodeJS.ErrnoException
  return CODES.find(([pattern]) => pattern.test(code))?.[1] ?? 'other'
}
