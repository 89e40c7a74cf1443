/** The checks of a cluster as pages receive them: the results, which of them are stale, and the progress of a check run. */
import { z } from 'zod'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import { hostResults } from '@/lib/checks/results'
import { PROBE_STAGES } from '@/lib/checks/status'

const hostId = z.string()
const check = z.enum(CHECK_IDS)
/** Milliseconds since 1970, by the server's clock. */
const timestamp = z.number()

/** A host that is being probed. The stage times out after `timeoutMs`. */
export const busyHost = z.object({
  host: hostId,
  stage: z.enum(PROBE_STAGES),
  since: timestamp,
  timeoutMs: z.number(),
})
export type BusyHost = z.infer<typeof busyHost>

/** Progress of a check run. */
export const checksProgress = z.object({
  /** Hosts of the run, including waiting ones. `checks` restricts the run to these checks. */
  hosts: z.array(hostId),
  checks: z.array(check).optional(),
  /** Number of hosts that have answered or timed out. */
  done: z.number(),
  busy: z.array(busyHost),
  /** Estimated milliseconds left, from the speed of this run or from the last one; absent without an estimate. */
  remaining: z.object({ ms: z.number(), by: z.enum(['rate', 'lastRun']) }).optional(),
})
export type ChecksProgress = z.infer<typeof checksProgress>

const checksState = z.object({
  /** Increases by one per push, across restarts; a gap reveals a missed push. */
  serial: z.number(),
  /** The server's clock, for ages that do not depend on the browser's. */
  now: timestamp,
  /** Start of the last check run; 0: none. */
  startedAt: timestamp,
  /** Absent while it runs. */
  endedAt: timestamp.optional(),
  progress: checksProgress.optional(),
})

export const checksView = checksState.extend({ hosts: z.record(hostId, hostResults) })
export type ChecksView = z.infer<typeof checksView>

/** One item of a host's probe output. `truncated`: cut to a length that a page can show. */
export const rawProbeItem = z.object({ name: z.string(), text: z.string(), truncated: z.boolean() })
