/**
 * What is kept of a run on this side, a folder each: `run.json` (what was started, where, with what), the draft it
 * came from, and `log`, a copy of the job's log. The copy can be thrown away: the truth lies on the taskbox.
 */
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Draft } from '@/lib/cluster/draft'
import { extractSecrets } from '@/lib/credentials/draft-secrets'
import type { EarlierRun } from '@/lib/run/remaining-time'
import type { Vault } from '../clusters/vault'
import { readJson, writeJson } from '../json-file'
import { RequestFailure } from '../request-failure'
import { toDiskFailure } from './disk-full'
import { type LogCopy, logCopyBytes, openLogCopy, removeLogCopy, rewriteLogCopy } from './log/log-copy'
import { copyRedacted } from './log/redact-log'
import { RunArtifacts } from './run-artifacts'
import { RunDrafts } from './run-draft'
import { readTaskStarts } from './run-timings'

const record = z.object({
  version: z.literal(1),
  id: z.string(),
  clusterId: z.string(),
  clusterName: z.string(),
  /** Milliseconds since 1970. */
  startedAt: z.number(),
  /** Counts the runs of the data folder: which was later, whatever the clock said. */
  sequence: z.number().int().default(0),
  /** Of the request that started it: one that arrives twice starts nothing twice. */
  request: z.string().optional(),
  endedAt: z.number().optional(),
  /** How it ended; absent while it goes on or nobody looked since. */
  state: z.enum(['succeeded', 'failed', 'stopped', 'lost']).optional(),
  reason: z.string().optional(),
  exitStatus: z.number().optional(),
  /** How long the installer ran, by the taskbox's counting; absent where that is not known. */
  tookMs: z.number().optional(),
  reachable: z.boolean().optional(),
  release: z.string(),
  mode: z.string(),
  packageFolder: z.string(),
  hostNames: z.array(z.string()),
  waivers: z.array(z.object({ check: z.string(), host: z.string(), reason: z.string() })),
  /** Ansible was not told to check host keys, since one is not pinned or the taskbox's ssh knows no hosts. */
  hostKeysUnchecked: z.boolean().optional(),
  /** Names of hosts on which something of it may still run, although it was stopped. */
  leftRunning: z.array(z.string()).optional(),
  /** Names of what was kept of its start, see `RunPapers`. */
  papers: z.array(z.string()).optional(),
  /** Process of this machine that prepares the run, see `thisProcess`. */
  preparer: z.string().optional().catch(undefined),
  /** The files are written and the job was let go: from here on it may run, whatever becomes of this process. */
  starting: z.boolean().optional(),
  /** Folder of the job on the taskbox; empty until it is known to be there. */
  job: z.string(),
})
export type RunRecord = z.infer<typeof record>

/** Former runs that a run's time is told by, at most; the newest say the most. */
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
    const found = await Promise.all(ids.map((id) => this.read(id).catch(() => undefined)))
    return found
      .filter((run) => run !== undefined)
      .sort((a, b) => b.sequence - a.sequence || b.startedAt - a.startedAt)
  }

  /** Throws `not-found`. */
  async read(id: string): Promise<RunRecord> {
    const found = /^[\w-]{1,64}$/.test(id)
      ? await readJson(join(this.folder, id, 'run.json'), record)
      : undefined
    if (!found) throw new RequestFailure('not-found', { what: 'run', id })
    return found
  }

  async write(run: RunRecord): Promise<void> {
    await writeJson(join(this.folder, run.id, 'run.json'), run)
  }

  /**
   * A new run with the draft it comes from; all of it or nothing. Throws `disk-full`.
   * @param checks what they had found, as `taskbox check --json` tells it
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
   * Lets go of the secrets that an ended run was started with, and of those that its installer printed. In the copy of
   * its log they become stars, since nothing could hide them afterwards; where they are locked, so that nobody can say
   * what they are, the copy goes.
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

  /** Former runs that the time of this one may be told by: those that succeeded with the same release, in the same mode. */
  async comparableRuns({ id, release, mode }: RunRecord): Promise<EarlierRun[]> {
    const comparable = (await this.list()).filter(
      (run) => run.id !== id && run.state === 'succeeded' && run.release === release && run.mode === mode,
    )
    return Promise.all(
      comparable.slice(0, COMPARED_RUNS).map(async ({ id: runId, tookMs = 0 }) => ({
        begun: await readTaskStarts(this.timingsPath(runId)),
        totalMs: tookMs,
      })),
    )
  }

  /** Opens the copy of the log for writing at positions. Throws `secrets-locked` where it was sealed under another key. */
  async openLog(id: string): Promise<LogCopy> {
    await mkdir(join(this.folder, id), { recursive: true, mode: 0o700 })
    return openLogCopy(this.logPath(id), this.vault).catch((error: unknown) => {
      throw toDiskFailure(error, this.folder)
    })
  }
}
