/** The progress of a run: plays, tasks, hosts and failures. `reducer.ts` derives it from the events of a log. */
import { z } from 'zod'
import type { Counters } from '@/lib/log/ansible/event'

const count = z.number().int().nonnegative()

const counters = z.object({
  ok: count,
  changed: count,
  unreachable: count,
  failed: count,
  skipped: count,
  rescued: count,
  ignored: count,
}) satisfies z.ZodType<Counters>

const hostProgress = z.object({
  counters,
  /** Current state, or the status of the last result. */
  state: z.enum(['idle', 'ok', 'changed', 'skipped', 'failed', 'unreachable', 'retrying']),
  task: z.string(),
})
export type HostProgress = z.infer<typeof hostProgress>

const taskProgress = z.object({
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

const playProgress = z.object({ name: z.string(), line: count, tasks: z.array(taskProgress) })
export type PlayProgress = z.infer<typeof playProgress>

const failedTask = z.object({
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
  totals: z.object({ plays: count, tasks: count, dropped: count }),
  hosts: z.record(z.string(), hostProgress),
  failures: z.array(failedTask),
  /** The current retry: `FAILED - RETRYING … (n retries left)`. */
  retrying: z.object({ host: z.string(), task: z.string(), retriesLeft: count }).optional(),
  lines: count,
  /** Hosts whose recap differs from their counted results. */
  recapDiffers: z.array(z.string()),
})
export type Progress = z.infer<typeof progress>

/** Failures that were neither ignored nor rescued. The first is usually the cause of the rest. */
export const realFailures = (failures: readonly FailedTask[]): FailedTask[] =>
  failures.filter(({ ignored, rescued }) => !ignored && !rescued)
