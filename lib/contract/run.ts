/** The view of a run as pages receive it. It is computed from the job's files and never stored. */
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

/** Seconds to wait after SIGINT, SIGTERM and SIGKILL when a job is stopped. */
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
  /** Current state, or the status of the last result. */
  state: z.enum(['idle', 'ok', 'changed', 'skipped', 'failed', 'unreachable', 'retrying']),
  task: z.string(),
})
export type HostProgress = z.infer<typeof hostProgress>

export const taskProgress = z.object({
  name: z.string(),
  /** Line of the banner in the log, from 1. */
  line: count,
  /** Numbers of hosts by result. */
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
  /** Totals. For a long log, `plays` lists only the newest tasks; `dropped` counts the others. */
  seen: z.object({ plays: count, tasks: count, dropped: count }),
  hosts: z.record(z.string(), hostProgress),
  failures: z.array(failedTask),
  /** The current retry: `FAILED - RETRYING … (n retries left)`. */
  retrying: z.object({ host: z.string(), task: z.string(), left: count }).optional(),
  lines: count,
  /** Hosts whose recap differs from their counted results. */
  recapDiffers: z.array(z.string()),
})
export type Progress = z.infer<typeof progress>

/** A prompt that the installer waits at. `known` is the id of an expected prompt, which Taskbox answers automatically. */
export const prompt = z.object({ id: z.string(), text: z.string(), known: z.string().optional() })
export type Prompt = z.infer<typeof prompt>

/** An answer to a prompt, by Taskbox or by a user. */
export const promptAnswer = z.object({
  question: z.string(),
  answer: z.string(),
  by: z.enum(['taskbox', 'user']),
  at: z.number(),
})
export type PromptAnswer = z.infer<typeof promptAnswer>

export const diagnosis = z.object({ id: z.string(), host: z.string(), task: z.string(), line: count })
export type Diagnosis = z.infer<typeof diagnosis>

/** The console's address from the log. Its password is sent only on request. */
export const consoleAddress = z.object({
  url: z.string(),
  account: z.string(),
  /** Whether the taskbox can reach it; absent until probed. */
  reachable: z.boolean().optional(),
})
export type ConsoleAddress = z.infer<typeof consoleAddress>

export const runView = z.object({
  /** Increases with each view of the run in this server process; patches name the version that they apply to. */
  version: count,
  id: z.string(),
  clusterId: z.string(),
  clusterName: z.string(),
  state: z.enum(RUN_STATES),
  /** Milliseconds since 1970, by the server's clock. */
  startedAt: z.number(),
  endedAt: z.number().optional(),
  /** Duration so far, measured on the taskbox if possible; immune to clock changes. */
  elapsedMs: z.number(),
  /** Comparison with earlier runs of the release; absent without such runs, and after the end. */
  pace: z
    .object({
      /** Estimated milliseconds left. */
      remainingMs: z.number(),
      /** Duration of the current task so far, and its usual one scaled to this run's pace. Milliseconds. */
      taskMs: z.number(),
      usualMs: z.number(),
    })
    .optional(),
  /** A problem of an active run: this machine's disk is full, so the log is paused; or the log on the taskbox is gone. */
  warning: z.enum(['disk-full', 'log-gone']).optional(),
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
   * The reason for a failure without a failed task: `no-banner`, `storage-not-configured`, `quit`, `exit-status`,
   * `job-gone`, `never-started`, `log-gone`, or the kind of a MachineFailure.
   */
  reason: z.string().optional(),
  diagnosis: z.array(diagnosis),
  /** Id of the check that would have detected the first diagnosis. */
  relatedCheck: z.string().optional(),
  console: consoleAddress.optional(),
  waivers: z.array(z.object({ check: z.string(), host: z.string(), reason: z.string() })),
  /** Ansible does not verify host keys: one of them is not pinned, or ssh on the taskbox has no known hosts. */
  hostKeysUnchecked: z.boolean().optional(),
  /** Names of hosts on which processes may still run after the stop: they did not exit, or the host was unreachable. */
  leftRunning: z.array(z.string()).optional(),
  /** Names of the artifacts of its start: the rendered files, and the check report. */
  artifacts: z.array(z.string()),
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
