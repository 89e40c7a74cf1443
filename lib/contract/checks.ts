/** What a browser knows of a cluster's checks: every verdict and whether it still holds, and how far a round of them is. */
import { z } from 'zod'
import { PROBE_STAGES } from '@/lib/checks/activity'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import { CHECK_STATUSES } from '@/lib/checks/status'

const hostId = z.string()
const check = z.enum(CHECK_IDS)
/** Milliseconds since 1970, by the server's clock. */
const timestamp = z.number()

export const finding = z.object({
  check,
  status: z.enum(CHECK_STATUSES),
  reason: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
})

/** What was found on a host. Findings that compare hosts stand at each host they concern. */
export const hostResults = z.object({
  findings: z.array(finding),
  /** When the host was asked for all of it. */
  at: timestamp,
  /** Checks that were asked again by themselves since, and when. */
  again: z.partialRecord(check, timestamp),
  /** Checks whose verdict was made from something that has changed since: they say nothing about how things are now. */
  stale: z.array(check),
  /** Checking was stopped before everything about this host was known. */
  partial: z.boolean(),
})
export type HostResults = z.infer<typeof hostResults>

/** A host that is asked for something right now; past `withinMs` it is given up. */
export const busyHost = z.object({
  host: hostId,
  stage: z.enum(PROBE_STAGES),
  since: timestamp,
  withinMs: z.number(),
})
export type BusyHost = z.infer<typeof busyHost>

/** How far a round of checks is. */
export const checksProgress = z.object({
  /** Hosts that are being judged, those that wait for their turn among them; `checks`: only these. */
  hosts: z.array(hostId),
  checks: z.array(check).optional(),
  /** Hosts that have answered, or that were given up. */
  done: z.number(),
  busy: z.array(busyHost),
  /** Milliseconds that are left, by this round's own pace or by the last one's; absent where neither tells. */
  remaining: z.object({ ms: z.number(), by: z.enum(['pace', 'last']) }).optional(),
})
export type ChecksProgress = z.infer<typeof checksProgress>

const checksState = z.object({
  /** Grows by one with every push, and over restarts of the server: a gap shows that one was missed. */
  serial: z.number(),
  /** The server's clock, so that ages are right in a browser with another one. */
  now: timestamp,
  /** Of the last round that was started; 0: none ever was. */
  startedAt: timestamp,
  /** Absent while it goes on. */
  endedAt: timestamp.optional(),
  progress: checksProgress.optional(),
})

/** Everything. */
export const checksView = checksState.extend({ hosts: z.record(hostId, hostResults) })
export type ChecksView = z.infer<typeof checksView>

/** A section of what a host answered, cut to a length that a page bears. */
export const rawProbeItem = z.object({ name: z.string(), text: z.string(), cut: z.boolean() })
