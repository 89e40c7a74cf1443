/** A run that prints nothing. */
import { z } from 'zod'

/** Time without output until it is reported. An image pull may need it, but a hanging mount never ends. */
export const QUIET_NOTICE_MS = 3 * 60_000

/** Part of a run's view while the installer runs and no prompt is known. */
export const quiet = z.object({
  /** Time of the last output. Milliseconds since 1970, by the server's clock. */
  since: z.number(),
  /** The taskbox cannot determine whether the installer waits for input, and its output does not look like a prompt. */
  mayWait: z.boolean(),
})
export type Quiet = z.infer<typeof quiet>
