/**
 * The checks of the wizard's clusters: runs them once at a time a cluster, tells how far they are, and keeps the
 * verdicts with what they were made from, so that leaving and coming back keeps the result and a change makes it stale.
 */
import { createHash } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import { z } from 'zod'
import { basis } from '@/lib/checks/basis'
import { complete } from '@/lib/cluster/complete'
import type { Draft } from '@/lib/cluster/draft'
import { problems } from '@/lib/cluster/problems'
import { type ChecksView, checksView } from '@/lib/contract/socket'
import { findRelease } from '@/lib/installers/registry'
import type { ClusterStore } from '../clusters/cluster-store'
import { readJson, writeJson } from '../json-file'
import type { Log } from '../log'
import type { Machines } from '../machine/machines'
import { RequestFailure } from '../request-failure'
import { runChecks } from './run-checks'

interface Dependencies {
  folder: string
  clusters: ClusterStore
  machines: Machines
  log: Log
}

interface Events {
  view: [id: string, view: ChecksView]
}

const file = z.object({ version: z.literal(1), view: checksView })
const VIEW_INTERVAL_MS = 150
const NOTHING: ChecksView = {
  running: false,
  startedAt: 0,
  done: 0,
  total: 0,
  hosts: {},
  basis: '',
  current: '',
}

interface Running {
  view: ChecksView
  abort: AbortController
}

export class ChecksService extends EventEmitter<Events> {
  readonly #running = new Map<string, Running>()

  constructor(private readonly deps: Dependencies) {
    super()
  }

  async view(id: string): Promise<ChecksView> {
    const view = this.#running.get(id)?.view ?? (await readJson(this.#path(id), file))?.view ?? NOTHING
    const { draft } = await this.deps.clusters.open(id)
    return { ...view, current: digest(draft, await this.deps.clusters.secretsRevision(id)) }
  }

  /** Starts them, all or those of some hosts (by id); the rest keep their verdicts. Throws `problems`. */
  async run(id: string, hosts?: string[]): Promise<void> {
    if (this.#running.has(id)) throw new RequestFailure('conflict', { what: 'checks' })
    const before = await this.view(id)
    const draft = await this.deps.clusters.reveal(id)
    const release = findRelease(draft.installer.release)
    const errors = problems(draft, release).filter((problem) => problem.severity === 'error')
    if (!release || errors.length > 0)
      throw new RequestFailure('problems', { count: Math.max(1, errors.length) })
    const running = { view: begun(before, draft, hosts), abort: new AbortController() }
    this.#running.set(id, running)
    this.#tell(id)
    runChecks({
      cluster: complete(draft, release),
      release,
      machines: this.deps.machines,
      hosts,
      signal: running.abort.signal,
      onProgress: (done, total) => Object.assign(running.view, { done, total }),
      onFindings: (host, findings) => {
        running.view.hosts[host] = findings
        this.#soon(id)
      },
    })
      .catch((error: unknown) => this.deps.log.error({ err: error, cluster: id }, 'checks'))
      .then(() => this.#ended(id, running))
      .catch((error: unknown) => this.deps.log.error({ err: error, cluster: id }, 'checks'))
  }

  cancel(id: string): void {
    this.#running.get(id)?.abort.abort()
  }

  async #ended(id: string, running: Running): Promise<void> {
    running.view.running = false
    running.view.endedAt = Date.now()
    await writeJson(this.#path(id), { version: 1, view: running.view })
    this.#running.delete(id)
    this.emit('view', id, await this.view(id))
  }

  #soon(id: string): void {
    const running = this.#running.get(id)
    if (!running || this.#timers.has(id)) return
    const timer = setTimeout(() => {
      this.#timers.delete(id)
      this.#tell(id)
    }, VIEW_INTERVAL_MS)
    this.#timers.set(id, timer)
  }
  readonly #timers = new Map<string, NodeJS.Timeout>()

  #tell(id: string): void {
    const running = this.#running.get(id)
    if (running) this.emit('view', id, running.view)
  }

  #path(id: string): string {
    return join(this.deps.folder, `${id}.json`)
  }
}

function begun(before: ChecksView, draft: Draft, hosts: string[] | undefined): ChecksView {
  const ids = new Set(draft.hosts.map((host) => host.id))
  const kept = Object.entries(before.hosts).filter(
    ([host]) => ids.has(host) && hosts && !hosts.includes(host),
  )
  return {
    running: true,
    startedAt: Date.now(),
    done: 0,
    total: 0,
    hosts: Object.fromEntries(kept),
    // Some hosts checked again do not make the others' old verdicts new.
    basis: hosts ? before.basis : before.current,
    current: before.current,
  }
}

/** Secrets count by their revision alone: a draft as shown and the same one with its secrets must give one digest. */
function digest(draft: Draft, secretsRevision: number): string {
  return createHash('sha256')
    .update(JSON.stringify([basis(draft), secretsRevision]))
    .digest('hex')
    .slice(0, 16)
}
