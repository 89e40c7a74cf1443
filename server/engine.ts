/**
 * The engine: every store and service of one Taskbox, made in one place and passed on. The wizard's server and the
 * command line are two doors to it.
 */
import { randomBytes } from 'node:crypto'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { emptyDraft } from '@/lib/cluster/defaults'
import type { Draft } from '@/lib/cluster/draft'
import { AuditLog, terminalActor } from './audit/audit-log'
import { ChecksService } from './checks/checks-service'
import { ClusterStore } from './clusters/cluster-store'
import { type KeySource, keySource, Vault } from './clusters/vault'
import { createLog, type Log } from './log'
import { createMachines, type Machines, type ReachOptions } from './machine/machines'
import { Uploads } from './packages/uploads'
import type { StopTimeouts } from './runs/job/stop-timeouts'
import { RunStore } from './runs/run-store'
import { Runs } from './runs/runs'
import { HostKeys } from './ssh/host-keys'

export interface Engine {
  dataFolder: string
  log: Log
  audit: AuditLog
  vault: Vault
  clusters: ClusterStore
  machines: Machines
  checks: ChecksService
  runs: Runs
  uploads: Uploads
  emptyDraft: () => Draft
  /** A draft of the practice hosts; only there in a demo. */
  practice?: () => Draft
  close(): Promise<void>
}

const ID_BYTES = 9

/** Short, sortable by nothing, unguessable: `4kX2_pQm-A7b`. No `-` begins it: a command line would take it for an option. */
export function newId(): string {
  const id = randomBytes(ID_BYTES).toString('base64url')
  return id.startsWith('-') ? newId() : id
}

/** The folder where clusters, runs, pins and secrets live: `--data`, else TASKBOX_DATA, else ~/.taskbox. */
export function dataFolder(given?: string): string {
  return resolve(given ?? process.env.TASKBOX_DATA ?? join(homedir(), '.taskbox'))
}

export interface EngineOptions {
  data: string
  logLevel: string
  /** Pin host keys that were never seen, instead of asking. */
  acceptHostKeys?: boolean
  /** How SSH connections are dialed and watched; default: as in production. */
  connections?: Pick<ReachOptions, 'dialMs' | 'keepaliveMs'>
  stopWaits?: StopTimeouts
  /** Default: the environment's. A caller that changes its user reads it first. */
  key?: KeySource
  practice?: () => Draft
}

export function createEngine(options: EngineOptions): Engine {
  const log = createLog(options.logLevel)
  const audit = new AuditLog(options.data)
  const hostKeys = new HostKeys(join(options.data, 'host-keys.json'), ({ address, port }, key) =>
    audit.write('host-key-accepted', terminalActor(), { hostAddress: address, port, key }),
  )
  const machines = createMachines(hostKeys, {
    acceptUnknown: options.acceptHostKeys ?? false,
    ...options.connections,
  })
  const vault = new Vault(options.key ?? keySource(options.data), options.data)
  const clusters = new ClusterStore(join(options.data, 'clusters'), newId, vault)
  const store = new RunStore(join(options.data, 'runs'), vault)
  const checks = new ChecksService({
    folder: join(options.data, 'checks'),
    vault,
    clusters,
    machines,
    runs: store,
    log,
  })
  const runs = new Runs({
    store,
    clusters,
    machines,
    log,
    newId,
    stopWaits: options.stopWaits,
  })
  return {
    dataFolder: options.data,
    log,
    audit,
    vault,
    clusters,
    machines,
    checks,
    runs,
    uploads: new Uploads(),
    emptyDraft: () => emptyDraft(),
    ...(options.practice ? { practice: options.practice } : {}),
    close: async () => {
      await runs.close()
      await machines.close()
    },
  }
}
