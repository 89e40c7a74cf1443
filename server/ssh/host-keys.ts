/**
 * Host keys that somebody has accepted, kept in `host-keys.json` of the data folder, by `address:port`. What a
 * cluster pins by itself (`hostKey` of a host) comes before these. Behind a bastion, the same address may be another
 * machine's, so its place says through which one it is reached: `10.0.0.2:22 via 192.0.2.1:22`.
 */
import { z } from 'zod'
import { readJson, writeJson } from '../json-file'

const pin = z.object({ fingerprint: z.string(), keyType: z.string(), pinnedAt: z.string() })
const file = z.object({ version: z.literal(1), keys: z.record(z.string(), pin) })
export type Pin = z.infer<typeof pin>

/** Where a machine is reached. */
export interface HostKeyScope {
  address: string
  port: number
  /** The bastion before it. */
  bastion?: { address: string; port: number } | undefined
}

function nameOf({ address, port, bastion }: HostKeyScope): string {
  return bastion ? `${address}:${port} via ${nameOf(bastion)}` : `${address}:${port}`
}

export class HostKeys {
  /** One change after the other: each reads the file as the one before left it. */
  #changes: Promise<unknown> = Promise.resolve()

  /**
   * @param path of the file; it need not exist
   * @param told hears of every key that is accepted
   */
  constructor(
    private readonly path: string,
    private readonly told: (place: HostKeyScope, fingerprint: string) => Promise<void> = async () =>
      undefined,
  ) {}

  async find(place: HostKeyScope): Promise<Pin | undefined> {
    await this.#changes
    return (await this.#read())[nameOf(place)]
  }

  /** Pins a key; one that is pinned there already gives way. */
  async pin(place: HostKeyScope, fingerprint: string, keyType: string): Promise<void> {
    await this.told(place, fingerprint)
    const added = { fingerprint, keyType, pinnedAt: new Date().toISOString() }
    return this.#change((keys) => ({ ...keys, [nameOf(place)]: added }))
  }

  /** Lets a pin go, for a host that was installed anew. */
  forget(place: HostKeyScope): Promise<void> {
    return this.#change((keys) =>
      Object.fromEntries(Object.entries(keys).filter(([key]) => key !== nameOf(place))),
    )
  }

  #change(change: (keys: Record<string, Pin>) => Record<string, Pin>): Promise<void> {
    const done = this.#changes.then(async () =>
      writeJson(this.path, { version: 1, keys: change(await this.#read()) }),
    )
    this.#changes = done.catch(() => undefined)
    return done
  }

  async #read(): Promise<Record<string, Pin>> {
    return (await readJson(this.path, file))?.keys ?? {}
  }
}
