/** What a browser sees of a run. All of it is computed from the job's files; nothing is stored separately. */
import { z } from 'zod'

export const RUN_STATES = [
  'preparing',
  'starting',
  'running',
  'waiting',
  'stopping',
  'succeeded',
  'failed',
  'stopped',
  'lost',
] as const
export type RunState = (typeof RUN_STATES)[number]
export const ENDED_STATES: ReadonlySet<RunState> = new Set(['succeeded', 'failed', 'stopped', 'lost'])

/** How long a job that is stopped may take to end by itself, after being interrupted and after being terminated. */
export const STOP_SECONDS = { interrupt: 10, terminate: 10, kill: 5 } as const

const count = z.number().int().nonnegative()
export const counters = z.object({
  ok: count,
  changed: count,
  unreachable: count,
  failed: count,
  skipped: count,
  rescued: count,
  ignored: count,
})

export const hostProgress = z.object({
  counters,
  /** What the host does now or did last. */
  state: z.enum(['idle', 'ok', 'changed', 'skipped', 'failed', 'unreachable', 'retrying']),
  task: z.string(),
})
export type HostProgress = z.infer<typeof hostProgress>

export const taskProgress = z.object({
  name: z.string(),
  /** Line of its banner in the log, from 1. */
  line: count,
  /** How many hosts ended it each way. */
  ok: count,
  changed: count,
  skipped: count,
  failed: count,
  ignored: count,
})
export type TaskProgress = z.infer<typeof taskProgress>

export const playProgress = z.object({ name: z.string(), line: count, tasks: z.array(taskProgress) })
export type PlayProgress = z.infer<typeof playProgress>

export const failedTask = z.object({
  host: z.string(),
  play: z.string(),
  task: z.string(),
  line: count,
  message: z.string(),
  ignored: z.boolean(),
  rescued: z.boolean(),
})
export type FailedTask = z.infer<typeof failedTask>

export const progress = z.object({
  plays: z.array(playProgress),
  /** How many there were; a long log lists the newest only, and `dropped` tasks are just counted. */
  seen: z.object({ plays: count, tasks: count, dropped: count }),
  hosts: z.record(z.string(), hostProgress),
  failures: z.array(failedTask),
  /** A retry that is going on: `FAILED - RETRYING … (n retries left)`. */
  retrying: z.object({ host: z.string(), task: z.string(), left: count }).optional(),
  lines: count,
  /** Hosts whose recap differs from their counted results. */
  recapDiffers: z.array(z.string()),
})
export type Progress = z.infer<typeof progress>

/** A question that the installer stands at. `known` names the expected one that Taskbox answers by itself. */
export const prompt = z.object({ id: z.string(), text: z.string(), known: z.string().optional() })
export type Prompt = z.infer<typeof prompt>

/** An answer that was given, by Taskbox or by a person; marked in the log's view. */
export const promptAnswer = z.object({
  question: z.string(),
  answer: z.string(),
  by: z.enum(['taskbox', 'user']),
  at: z.number(),
})
export type PromptAnswer = z.infer<typeof promptAnswer>

export const diagnosis = z.object({ id: z.string(), host: z.string(), task: z.string(), line: count })
export type Diagnosis = z.infer<typeof diagnosis>

/** The console as the log names it; its password stays on the server until asked for. */
export const consoleAddress = z.object({
  url: z.string(),
  account: z.string(),
  /** Asked from the taskbox, not from the browser; undefined: not asked yet. */
  reachable: z.boolean().optional(),
})
export type ConsoleAddress = z.infer<typeof consoleAddress>

export const runView = z.object({
  /** Counts pictures of the run in this server process; a change says which one it was made from. */
  version: count,
  id: z.string(),
  clusterId: z.string(),
  clusterName: z.string(),
  state: z.enum(RUN_STATES),
  /** Milliseconds since 1970, by the server's clock. */
  startedAt: z.number(),
  endedAt: z.number().optional(),
  /** How long it takes, counted by the taskbox where it can be; it does not follow the clock when that jumps. */
  elapsedMs: z.number(),
  /** How it goes, compared with earlier runs of its release; left out where there are none, or it has ended. */
  pace: z
    .object({
      /** Milliseconds that it may still take. */
      remainingMs: z.number(),
      /** Milliseconds that the task at hand takes by now, and that it took earlier, at this run's pace. */
      taskMs: z.number(),
      usualMs: z.number(),
    })
    .optional(),
  /**
   * What is wrong around a run that goes on: this machine's disk is full, so that the log is held back; or the log on
   * the taskbox is gone.
   */
  trouble: z.enum(['disk-full', 'log-gone']).optional(),
  release: z.string(),
  mode: z.string(),
  packageFolder: z.string(),
  hostNames: z.array(z.string()),
  logBytes: count,
  progress,
  question: prompt.optional(),
  answers: z.array(promptAnswer),
  exitStatus: z.number().optional(),
  /**
   * Why it failed although no task did: `no-banner`, `storage-not-configured`, `quit`, `exit-status`, `job-gone`,
   * `never-started`, `log-gone`, or a MachineFailure.
   */
  reason: z.string().optional(),
  diagnosis: z.array(diagnosis),
  /** Id of the check that detects the first diagnosis before a run. */
  relatedCheck: z.string().optional(),
  console: consoleAddress.optional(),
  waivers: z.array(z.object({ check: z.string(), host: z.string(), reason: z.string() })),
  /** Ansible logs in to hosts without knowing their keys: one of them is not pinned, or the taskbox's ssh knows no hosts. */
  hostKeysUnchecked: z.boolean().optional(),
  /** Names of hosts on which something may still run although it was stopped: it would not end or could not be told. */
  leftRunning: z.array(z.string()).optional(),
  /** Names of what was kept of its start: the files as they were written, and what the checks had found. */
  papers: z.array(z.string()),
})
export type RunView = z.infer<typeof runView>

export const runSummary = runView.pick({
  id: true,
  clusterId: true,
  clusterName: true,
  state: true,
  startedAt: true,
  endedAt: true,
})
export type RunSummary = z.infer<typeof runSummary>
