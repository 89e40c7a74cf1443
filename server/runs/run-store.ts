/**
 * Stores runs, one folder each: the record (`run.json`), the draft, and `log`, a copy of the job's log. The copy can be
 * deleted: the job on the taskbox has the original.
 */
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Draft } from '@/lib/cluster/draft/draft'
import { INSTALL, operationRequest } from '@/lib/cluster/operations/request'
import { extractSecrets } from '@/lib/credentials/draft-secrets'
import { clusterVerification } from '@/lib/kubernetes/verification'
import type { EarlierRun } from '@/lib/run/remaining-install-time'
import type { Vault } from '../clusters/vault'
import { readJson, writeJson } from '../json-file'
import { RequestFailure } from '../request-failure'
import { toDiskFailure } from './disk-full'
import { copyRedacted } from './log/copy-redacted'
import { type LogCopy, logCopyBytes, openLogCopy, removeLogCopy, rewriteLogCopy } from './log/log-copy'
import { RunArtifacts } from './run-artifacts'
import { RunDrafts } from './run-draft'
import { readTaskStarts } from './run-timings'

const currentRecord = z.object({
  version: z.literal(3),
  id: z.string(),
  clusterId: z.string(),
  clusterName: z.string(),
  /** Unix time in milliseconds. */
  startedAt: z.number(),
  /** Orders the runs of the data folder independently of the wall clock. */
  sequence: z.number().int().default(0),
  /** Id of the start request, which makes a repeated request idempotent. */
  request: z.string().optional(),
  endedAt: z.number().optional(),
  /** Final state; absent while the run continues, or if no process has observed its end. */
  state: z.enum(['succeeded', 'failed', 'stopped', 'lost']).optional(),
  reason: z.string().optional(),
  exitStatus: z.number().optional(),
  /** Run time of the installer, measured on the taskbox; absent if unknown. */
  durationMs: z.number().optional(),
  reachable: z.boolean().optional(),
  /** The result of the verification through the cluster's API. */
  verification: clusterVerification.optional(),
  /** When a person last repeated the verification. */
  verifiedAt: z.number().optional(),
  /** Absent in records of versions that only installed. */
  operation: operationRequest.default(INSTALL),
  /** The id of the installer. */
  installer: z.string(),
  release: z.string(),
  /** Why the user named the release; absent if it was detected. */
  releaseReason: z.string().optional(),
  mode: z.string(),
  packageFolder: z.string(),
  hostNames: z.array(z.string()),
  waivers: z.array(z.object({ check: z.string(), host: z.string(), reason: z.string() })),
  /** Ansible did not check host keys: one is not pinned, or the taskbox's ssh uses no known_hosts. */
  hostKeysUnchecked: z.boolean().optional(),
  /** Names of hosts on which processes may still run after a stop. */
  leftRunning: z.array(z.string()).optional(),
  /** Names of the stored artifacts, see `RunArtifacts`. */
  artifacts: z.array(z.string()).optional(),
  /** Process on this machine that prepares the run, see `currentProcess`. */
  ownerProcess: z.string().optional().catch(undefined),
  /** The files are written and the job was released: it may run even if this process dies. */
  starting: z.boolean().optional(),
  /** Folder of the job on the taskbox; empty until the job is known to exist. */
  job: z.string(),
})
export type RunRecord = z.infer<typeof currentRecord>

/** Names of fields in version 1. */
const VERSION_1_NAMES: Readonly<Record<string, string>> = {
  tookMs: 'durationMs',
  papers: 'artifacts',
  preparer: 'ownerProcess',
}
const record = z.preprocess(upgrade, currentRecord)

/** Converts a record of version 1 or 2, when Taskbox installed KubeSphere alone. */
function upgrade(content: unknown): unknown {
  const former = z.looseObject({ version: z.literal([1, 2]) }).safeParse(content)
  if (!former.success) return content
  const fields = Object.entries(former.data).map(([name, value]) => [VERSION_1_NAMES[name] ?? name, value])
  return { ...Object.fromEntries(fields), version: 3, installer: 'kubesphere' }
}

/** Number of earlier runs that an estimate uses, newest first. */
const COMPARED_RUNS = 5

export class RunStore {
  readonly drafts: RunDrafts
  readonly artifacts: RunArtifacts

  constructor(
    private readonly folder: string,
    private readonly vault: Vault,
  ) {
    this.drafts = new RunDrafts(folder, vault)
    this.artifacts = new RunArtifacts(folder)
  }

  /** Newest first. */
  async list(): Promise<RunRecord[]> {
    const ids = await readdir(this.folder).catch(() => [])
    const records = await Promise.all(ids.map((id) => this.read(id).catch(() => undefined)))
    return records
      .filter((run) => run !== undefined)
      .sort((a, b) => b.sequence - a.sequence || b.startedAt - a.startedAt)
  }

  /** Throws `not-found`. */
  async read(id: string): Promise<RunRecord> {
    const stored = /^[\w-]{1,64}$/.test(id)
      ? await readJson(join(this.folder, id, 'run.json'), record)
      : undefined
    if (!stored) throw new RequestFailure('not-found', { what: 'run', id })
    return stored
  }

  async write(run: RunRecord): Promise<void> {
    await writeJson(join(this.folder, run.id, 'run.json'), run)
  }

  /**
   * Stores a new run and its draft atomically. Throws `disk-full`.
   * @param checks check report in the format of `taskbox check --json`
   */
  async create(run: RunRecord, content: Draft, checks?: object): Promise<void> {
    try {
      await this.drafts.write(run.id, content)
      if (checks) await this.artifacts.storeChecks(run.id, checks)
      await this.write(run)
    } catch (error) {
      await this.remove(run.id)
      throw toDiskFailure(error, this.folder)
    }
  }

  async remove(id: string): Promise<void> {
    await rm(join(this.folder, id), { recursive: true, force: true })
  }

  /**
   * Deletes the secrets of an ended run: those it was started with and those its installer printed. Redacts them in the
   * log's copy, because they are unknown afterwards. If the secrets are locked, deletes the copy instead.
   */
  async forgetSecrets(id: string): Promise<void> {
    const secrets = await this.drafts.openWithSecrets(id).then(
      (draft) => Object.values(extractSecrets(draft)),
      () => undefined,
    )
    const log = this.logPath(id)
    if (!secrets || (await logCopyBytes(log)) === 0) await removeLogCopy(log)
    else await rewriteLogCopy(log, this.vault, (from, to) => copyRedacted(from, to, secrets))
    await this.drafts.deleteSecrets(id)
  }

  logPath(id: string): string {
    return join(this.folder, id, 'log')
  }

  timingsPath(id: string): string {
    return join(this.folder, id, 'pace')
  }

  /** Earlier runs of the operation that succeeded with the same release and mode, for the estimate of the remaining time. */
  async comparableRuns({ id, operation, installer, release, mode }: RunRecord): Promise<EarlierRun[]> {
    const comparable = (await this.list()).filter(
      (run) =>
        run.id !== id &&
        run.state === 'succeeded' &&
        run.operation.id === operation.id &&
        run.installer === installer &&
        run.release === release &&
        run.mode === mode,
    )
    return Promise.all(
      comparable.slice(0, COMPARED_RUNS).map(async ({ id: runId, durationMs = 0 }) => ({
        taskStartsMs: await readTaskStarts(this.timingsPath(runId)),
        totalMs: durationMs,
      })),
    )
  }

  /** Opens the log's copy. Throws `secrets-locked` if it was encrypted under another key, or `disk-full`. */
  async openLog(id: string): Promise<LogCopy> {
    await mkdir(join(this.folder, id), { recursive: true, mode: 0o700 })
    return openLogCopy(this.logPath(id), this.vault).catch((error: unknown) => {
      throw toDiskFailure(error, this.folder)
    })
  }
}
