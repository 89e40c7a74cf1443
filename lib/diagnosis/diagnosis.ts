/** A known failure in a log: `signatures/` describes it by its id. */
import { z } from 'zod'

export const diagnosis = z.object({
  id: z.string(),
  host: z.string(),
  task: z.string(),
  line: z.number().int().nonnegative(),
})
export type Diagnosis = z.infer<typeof diagnosis>
