/** The results of a host's checks. */
import { z } from 'zod'
import { CHECK_IDS } from './catalogue/index'
import { CHECK_STATUSES } from './status'

const check = z.enum(CHECK_IDS)
/** Milliseconds since 1970, by the server's clock. */
const timestamp = z.number()

export const finding = z.object({
  check,
  status: z.enum(CHECK_STATUSES),
  reason: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
  servers: z.record(z.string(), z.string()).optional(),
})

/** The findings of a host. A finding that compares hosts is listed at each of them. */
export const hostResults = z.object({
  findings: z.array(finding),
  /** When the host was last probed completely. */
  at: timestamp,
  /** Checks that ran individually since then, and when. */
  rerunAt: z.partialRecord(check, timestamp),
  /** Checks whose inputs have changed since, so that their results no longer apply. */
  stale: z.array(check),
  /** The run was cancelled before the host was probed completely. */
  partial: z.boolean(),
})
export type HostResults = z.infer<typeof hostResults>

/** Facts from a connection test. */
export const hostFacts = z.object({
  os: z.string(),
  cores: z.number(),
  memoryMiB: z.number(),
  diskGiB: z.number(),
  addresses: z.array(z.string()),
  hostname: z.string(),
})
export type HostFacts = z.infer<typeof hostFacts>
