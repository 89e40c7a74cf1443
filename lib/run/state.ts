/** The states of a run. */

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
