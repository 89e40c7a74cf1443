/** Stores the results of each cluster and the sealed probe output of each host in files. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import type { StoredHostResults } from '@/lib/checks/evaluate/stored-results'
import { finding, hostFacts } from '@/lib/checks/results'
import { sealed, type Vault } from '../clusters/vault'
import { readJson, writeJson } from '../json-file'

const check = z.enum(CHECK_IDS)
const runDuration = z.object({ hosts: z.number(), milliseconds: z.number() })
const times = { startedAt: z.number(), endedAt: z.number().optional() }

const storedResult = z.object({ check, findings: z.array(finding), at: z.number(), inputHash: z.string() })
const storedHost = z.object({ at: z.number(), results: z.array(storedResult), partial: z.boolean() })
const resultFile = z.object({
  version: z.literal(3),
  ...times,
  /** Duration of the last complete run over all hosts, to estimate the next one. */
  lastRun: runDuration.optional(),
  hosts: z.record(z.string(), storedHost),
})

const storedResultV2 = z
  .object({ check, findings: z.array(finding), at: z.number(), basis: z.string() })
  .transform(({ basis, ...result }) => ({ ...result, inputHash: basis }))
const storedHostV2 = z
  .object({ at: z.number(), verdicts: z.array(storedResultV2), partial: z.boolean() })
  .transform(({ verdicts, ...host }) => ({ ...host, results: verdicts }))
/** Version 2 has the same content under other names. */
const resultFileV2 = z
  .object({
    version: z.literal(2),
    ...times,
    lastRound: runDuration.optional(),
    hosts: z.record(z.string(), storedHostV2),
  })
  .transform(({ lastRound, ...file }) => ({ ...file, lastRun: lastRound }))

/** Results of a version with other checks are discarded; the user runs the checks again. */
const anyResultFile = z.union([resultFile, resultFileV2, z.unknown().transform(() => undefined)])

const output = z.object({
  at: z.number(),
  facts: hostFacts.optional(),
  /** Text of each probe item, by name. */
  sections: z.array(z.tuple([z.string(), z.string()])),
})
const outputFile = z.discriminatedUnion('version', [
  z.object({ version: z.literal(2), sealed }),
  // Written by versions that did not seal the output; the next read seals it.
  output.extend({ version: z.literal(1) }),
])
/** Limit for the stored text of a probe item; a host may print megabytes. */
const MAX_SECTION_CHARACTERS = 64_000

/** Output of the last probe of a host. */
export type HostOutput = z.infer<typeof output>

/** Stored state of the checks of one cluster; `startedAt` is 0 before the first run. */
export interface StoredChecks {
  startedAt: number
  endedAt?: number | undefined
  lastRun?: z.infer<typeof runDuration> | undefined
  hosts: Map<string, StoredHostResults>
}

export class ResultStore {
  constructor(
    private readonly folder: string,
    private readonly vault: Vault,
  ) {}

  async read(id: string): Promise<StoredChecks> {
    const file = await readJson(this.#file(id), anyResultFile)
    if (!file) return { startedAt: 0, hosts: new Map() }
    const { startedAt, endedAt, lastRun, hosts } = file
    return { startedAt, endedAt, lastRun, hosts: new Map(Object.entries(hosts)) }
  }

  async write(id: string, { hosts, startedAt, endedAt, lastRun }: StoredChecks): Promise<void> {
    const content = { version: 3, startedAt, endedAt, lastRun, hosts: Object.fromEntries(hosts) }
    await writeJson(this.#file(id), content)
  }

  /** Throws `secrets-locked` if the output was sealed with another key. */
  async readOutput(id: string, hostId: string): Promise<HostOutput | undefined> {
    const file = await readJson(this.#outputFile(id, hostId), outputFile)
    if (file?.version === 2) {
      const text = await this.vault.open(file.sealed, sealingContext(id, hostId))
      const stored = output.parse(JSON.parse(text))
      if (this.vault.isOutdated(file.sealed)) await this.writeOutput(id, hostId, stored)
      return stored
    }
    if (!file) return undefined
    const { version: _, ...unsealed } = file
    await this.writeOutput(id, hostId, unsealed)
    return unsealed
  }

  async writeOutput(id: string, hostId: string, hostOutput: HostOutput): Promise<void> {
    const sections = hostOutput.sections.map(([name, text]) => [name, text.slice(0, MAX_SECTION_CHARACTERS)])
    const text = JSON.stringify({ ...hostOutput, sections })
    const content = await this.vault.seal(text, sealingContext(id, hostId))
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

/** Cluster ids contain no space, so the context of a secret never equals that of an output. */
const sealingContext = (id: string, hostId: string) => `answer ${id} ${hostId}`
