/** A run that prints nothing. */
import { z } from 'zod'

/** Time without output after which to report it: an image pull may take that long, a hanging mount never ends. */
export const QUIET_NOTICE_MS = 3 * 60_000

/** Part of a run's view while the installer runs and no prompt is known. */
export const quiet = z.object({
  /** When the installer printed something last. Milliseconds since 1970, by the server's clock. */
  since: z.number(),
  /** The taskbox cannot determine whether the installer waits for input, and its output does not look like a prompt. */
  mayWait: z.boolean(),
})
export type Quiet = z.infer<typeof quiet>
