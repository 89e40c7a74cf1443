/** Verdicts on disk, a file a cluster, and what each host answered, a file a host: so that they outlive the server. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import type { StoredHostResults } from '@/lib/checks/evaluate/stored-results'
import { finding } from '@/lib/contract/checks'
import { hostFacts } from '@/lib/contract/socket'
import { sealed, type Vault } from '../clusters/vault'
import { readJson, writeJson } from '../json-file'

const verdict = z.object({
  check: z.enum(CHECK_IDS),
  findings: z.array(finding),
  at: z.number(),
  basis: z.string(),
})
const host = z.object({ at: z.number(), verdicts: z.array(verdict), partial: z.boolean() })
const runDuration = z.object({ hosts: z.number(), milliseconds: z.number() })
const file = z.object({
  version: z.literal(2),
  startedAt: z.number(),
  endedAt: z.number().optional(),
  /** The last round of all hosts that came to its end: how long the next will take. */
  lastRound: runDuration.optional(),
  hosts: z.record(z.string(), host),
})
/** Anything else is of another version of Taskbox, with other checks: they are quickly run again. */
const anyFile = z.union([file, z.unknown().transform(() => undefined)])

const output = z.object({
  at: z.number(),
  facts: hostFacts.optional(),
  /** What the host printed, by section. */
  sections: z.array(z.tuple([z.string(), z.string()])),
})
const outputFile = z.discriminatedUnion('version', [
  z.object({ version: z.literal(2), sealed }),
  // As it was before answers were sealed; it is sealed when it is next read.
  output.extend({ version: z.literal(1) }),
])
/** A host may print megabytes; nobody reads them. */
const MAX_SECTION_CHARACTERS = 64_000

/** What a host answered when it was asked last. */
export type HostOutput = z.infer<typeof output>

export interface StoredChecks {
  startedAt: number
  endedAt?: number | undefined
  lastRound?: z.infer<typeof runDuration> | undefined
  hosts: Map<string, StoredHostResults>
}

export class ResultStore {
  constructor(
    private readonly folder: string,
    private readonly vault: Vault,
  ) {}

  async read(id: string): Promise<StoredChecks> {
    const found = await readJson(this.#file(id), anyFile)
    if (!found) return { startedAt: 0, hosts: new Map() }
    return { ...found, hosts: new Map(Object.entries(found.hosts)) }
  }

  async write(id: string, { hosts, startedAt, endedAt, lastRound }: StoredChecks): Promise<void> {
    const content = { version: 2, startedAt, endedAt, lastRound, hosts: Object.fromEntries(hosts) }
    await writeJson(this.#file(id), content)
  }

  /** Throws `secrets-locked` where it was sealed under another key. */
  async readOutput(id: string, hostId: string): Promise<HostOutput | undefined> {
    const found = await readJson(this.#outputFile(id, hostId), outputFile)
    if (found?.version === 2) {
      const given = output.parse(JSON.parse(await this.vault.open(found.sealed, sealingContext(id, hostId))))
      if (this.vault.isOutdated(found.sealed)) await this.writeOutput(id, hostId, given)
      return given
    }
    if (!found) return undefined
    const { version: _, ...given } = found
    await this.writeOutput(id, hostId, given)
    return given
  }

  async writeOutput(id: string, hostId: string, given: HostOutput): Promise<void> {
    const sections = given.sections.map(([name, text]) => [name, text.slice(0, MAX_SECTION_CHARACTERS)])
    const content = await this.vault.seal(JSON.stringify({ ...given, sections }), sealingContext(id, hostId))
    await writeJson(this.#outputFile(id, hostId), { version: 2, sealed: content })
  }

  async remove(id: string): Promise<void> {
    await rm(this.#file(id), { force: true })
    await this.removeOutputs(id)
  }

  async removeOutputs(id: string): Promise<void> {
    await rm(join(this.folder, id), { recursive: true, force: true })
  }

  #file(id: string): string {
    return join(this.folder, `${id}.json`)
  }

  #outputFile(id: string, hostId: string): string {
    return join(this.folder, id, `${Buffer.from(hostId).toString('hex')}.json`)
  }
}

/** No cluster's id has a space, so what was sealed for one opens for no answer. */
const sealingContext = (id: string, hostId: string) => `answer ${id} ${hostId}`
