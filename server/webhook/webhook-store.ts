/**
 * The webhook of a data folder: its URL and the key of its signatures, sealed, since URLs of chat services are secrets
 * too; and the result of the last delivery.
 */
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type LastDelivery, lastDelivery, type WebhookSummary } from '@/lib/contract/webhook'
import { sealed, type Vault } from '../clusters/vault'
import { readJson, writeJson } from '../json-file'
import { RequestFailure } from '../request-failure'
import type { WebhookTarget } from './deliver'

const SECRET_BYTES = 32
const MAX_URL_LENGTH = 2000
const SEAL_CONTEXT = 'webhook'

const configuration = z.object({ version: z.literal(1), origin: z.string(), sealed })
const target = z.object({ url: z.string(), secret: z.string() })

const deliveryFile = lastDelivery.extend({ version: z.literal(1) })

export class WebhookStore {
  constructor(
    private readonly dataFolder: string,
    private readonly vault: Vault,
  ) {}

  /** Scheme, host and port of the URL, and the last delivery; needs no key. Undefined without a webhook. */
  async summary(): Promise<WebhookSummary | undefined> {
    const stored = await readJson(this.#path('webhook.json'), configuration)
    if (!stored) return undefined
    const delivery = await readJson(this.#path('webhook-last.json'), deliveryFile).catch(() => undefined)
    if (!delivery) return { origin: stored.origin }
    const { version: _, ...last } = delivery
    return { origin: stored.origin, last }
  }

  /** Undefined without a webhook. Throws `secrets-locked` if it was sealed under another key. */
  async target(): Promise<WebhookTarget | undefined> {
    const stored = await readJson(this.#path('webhook.json'), configuration)
    return stored && target.parse(JSON.parse(await this.vault.open(stored.sealed, SEAL_CONTEXT)))
  }

  /** @returns a new key for the signatures. Throws `webhook-invalid` */
  async set(text: string): Promise<string> {
    const url = parseWebhookUrl(text)
    const secret = randomBytes(SECRET_BYTES).toString('base64url')
    const content = await this.vault.seal(JSON.stringify({ url: url.href, secret }), SEAL_CONTEXT)
    await rm(this.#path('webhook-last.json'), { force: true })
    await writeJson(this.#path('webhook.json'), { version: 1, origin: url.origin, sealed: content })
    return secret
  }

  async remove(): Promise<void> {
    await rm(this.#path('webhook.json'), { force: true })
    await rm(this.#path('webhook-last.json'), { force: true })
  }

  async storeDelivery(delivery: LastDelivery): Promise<void> {
    await writeJson(this.#path('webhook-last.json'), { version: 1, ...delivery })
  }

  /**
   * Claims an event of a run for this process: the wizard and commands may follow the same run. False if another one, or
   * an earlier process, has claimed it.
   */
  async claim(run: string, event: string): Promise<boolean> {
    const folder = this.#path(join('runs', run, 'webhook'))
    await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
    const name = createHash('sha256').update(event).digest('hex').slice(0, 32)
    try {
      await (await open(join(folder, name), 'wx', 0o600)).close()
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
      throw error
    }
  }

  #path(name: string): string {
    return join(this.dataFolder, name)
  }
}

/** Throws `webhook-invalid` unless it is an HTTP or HTTPS URL. */
function parseWebhookUrl(text: string): URL {
  const url = text.length <= MAX_URL_LENGTH && URL.canParse(text) ? new URL(text) : undefined
  const reason = !url ? 'syntax' : /^https?:$/.test(url.protocol) ? 'credentials' : 'scheme'
  // fetch refuses credentials in a URL.
  if (!url || reason === 'scheme' || url.username || url.password)
    throw new RequestFailure('webhook-invalid', { reason })
  return url
}
