/**
 * Accepted host keys, stored in `host-keys.json` of the data folder by `address:port`. A pin in the cluster (`hostKey`
 * of a host) takes precedence. Through a bastion, the same address may belong to another machine, so the key includes
 * the bastion: `10.0.0.2:22 via 192.0.2.1:22`.
 */
import { z } from 'zod'
import { formatEndpoint } from '@/lib/network/address'
import { readJson, writeJson } from '../json-file'

const pin = z.object({ fingerprint: z.string(), keyType: z.string(), pinnedAt: z.string() })
const file = z.object({ version: z.literal(1), keys: z.record(z.string(), pin) })
export type Pin = z.infer<typeof pin>

/** The endpoint that a pin applies to. */
export interface HostKeyScope {
  address: string
  port: number
  /** The jump host, if any. */
  bastion?: { address: string; port: number } | undefined
}

function nameOf({ address, port, bastion }: HostKeyScope): string {
  const endpoint = formatEndpoint(address, port)
  return bastion ? `${endpoint} via ${nameOf(bastion)}` : endpoint
}

export class HostKeys {
  /** Serializes changes: each reads the file that the previous one wrote. */
  #changes: Promise<unknown> = Promise.resolve()

  /**
   * @param path the file's path; the file need not exist
   * @param onPin called before a key is pinned, with its scope and fingerprint
   */
  constructor(
    private readonly path: string,
    private readonly onPin: (scope: HostKeyScope, fingerprint: string) => Promise<void> = async () =>
      undefined,
  ) {}

  /** The pin of an endpoint, if it has one. */
  async find(scope: HostKeyScope): Promise<Pin | undefined> {
    await this.#changes
    return (await this.#read())[nameOf(scope)]
  }

  /** Pins a key, replacing an earlier pin of the same scope. */
  async pin(scope: HostKeyScope, fingerprint: string, keyType: string): Promise<void> {
    await this.onPin(scope, fingerprint)
    const added = { fingerprint, keyType, pinnedAt: new Date().toISOString() }
    return this.#change((keys) => ({ ...keys, [nameOf(scope)]: added }))
  }

  /** Deletes a pin, for a host that was reinstalled. */
  forget(scope: HostKeyScope): Promise<void> {
    return this.#change((keys) =>
      Object.fromEntries(Object.entries(keys).filter(([key]) => key !== nameOf(scope))),
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
