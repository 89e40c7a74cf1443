/** Sample progress of a run. */
import type { FailedTask, Progress, TaskProgress } from '@/lib/run/progress/progress'

export const failed = (
  host: string,
  task: string,
  line: number,
  more: Partial<FailedTask> = {},
): FailedTask => ({
  host,
  play: 'etcd',
  task,
  line,
  message: `${task} on ${host}`,
  ignored: false,
  rescued: false,
  ...more,
})

export const task = (name: string, more: Partial<TaskProgress> = {}): TaskProgress => ({
  name,
  line: 1,
  ok: 0,
  changed: 0,
  skipped: 0,
  failed: 0,
  ignored: 0,
  ...more,
})

export const progress = (more: Partial<Progress>): Progress => ({
  plays: [],
  hosts: {},
  failures: [],
  lines: 0,
  recapDiffers: [],
  totals: { plays: 1, tasks: 1, dropped: 0 },
  ...more,
})
