/** A known failure in a log: `signatures/` describes it by its id. */
import { z } from 'zod'

export const diagnosis = z.object({
  id: z.string(),
  host: z.string(),
  task: z.string(),
  line: z.number().int().nonnegative(),
  /** What its texts name, such as `url`, `server` and `setting` of a download. Absent if the log does not contain all of them. */
  facts: z.record(z.string(), z.string()).optional(),
})
export type Diagnosis = z.infer<typeof diagnosis>
