/** The engine: creates all stores and services of one Taskbox. The wizard's server and the command line both use it. */
import { randomBytes } from 'node:crypto'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Draft } from '@/lib/cluster/draft/draft'
import { emptyDraft } from '@/lib/cluster/draft/empty-draft'
import { AuditLog, terminalActor } from './audit/audit-log'
import { ChecksService } from './checks/checks-service'
import { ClusterStore } from './clusters/cluster-store'
import { type KeySource, keySource, Vault } from './clusters/vault'
import { createLog, type Log } from './log'
import { createMachines, type Machines, type ReachOptions } from './machine/machines'
import { Clones } from './packages/clone/clones'
import { Uploads } from './packages/uploads'
import type { StopTimeouts } from './runs/job/stop-timeouts'
import { RunStore } from './runs/run-store'
import { Runs } from './runs/runs'
import type { VerifyTiming } from './runs/verify/cluster-api'
import { HostKeys } from './ssh/host-keys'
import type { DeliveryTiming } from './webhook/deliver'
import { Webhook } from './webhook/webhook'
import { WebhookStore } from './webhook/webhook-store'

/** The order is that of the home page. */
export type PracticeDrafts = ReadonlyMap<string, () => Promise<Draft>>

export interface Engine {
  dataFolder: string
  log: Log
  audit: AuditLog
  vault: Vault
  clusters: ClusterStore
  machines: Machines
  checks: ChecksService
  runs: Runs
  webhook: Webhook
  uploads: Uploads
  clones: Clones
  emptyDraft: () => Draft
  /** Create a draft of the practice hosts, by the id of its installer; defined only in a demo. */
  practice?: PracticeDrafts
  close(): Promise<void>
}

const ID_BYTES = 9

/** Generates a random, unguessable id such as `4kX2_pQm-A7b`. It never begins with `-`, which would look like an option. */
export function newId(): string {
  const id = randomBytes(ID_BYTES).toString('base64url')
  return id.startsWith('-') ? newId() : id
}

/** The folder of clusters, runs, host keys and secrets: `--data`, else TASKBOX_DATA, else ~/.taskbox. */
export function dataFolder(option?: string): string {
  return resolve(option ?? process.env.TASKBOX_DATA ?? join(homedir(), '.taskbox'))
}

export interface EngineOptions {
  data: string
  logLevel: string
  /** Pin unknown host keys without confirmation. */
  acceptHostKeys?: boolean
  /** Timeouts of SSH connections; default: those of production. */
  connections?: Pick<ReachOptions, 'dialMs' | 'keepaliveMs'>
  stopTimeouts?: StopTimeouts
  /** Default: that of production. */
  verifyTiming?: VerifyTiming
  /** Default: that of production. */
  deliveryTiming?: DeliveryTiming
  /** Default: from the environment. A caller that changes its user reads it before. */
  key?: KeySource
  practice?: PracticeDrafts
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
    stopTimeouts: options.stopTimeouts,
    verifyTiming: options.verifyTiming,
  })
  const webhook = new Webhook(new WebhookStore(options.data, vault), { runs, log }, options.deliveryTiming)
  const clones = new Clones()
  return {
    dataFolder: options.data,
    log,
    audit,
    vault,
    clusters,
    machines,
    checks,
    runs,
    webhook,
    uploads: new Uploads(),
    clones,
    emptyDraft: () => emptyDraft(),
    ...(options.practice ? { practice: options.practice } : {}),
    close: async () => {
      clones.close()
      await webhook.close()
      await runs.close()
      await machines.close()
    },
  }
}
