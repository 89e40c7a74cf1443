/** Evidence for the release of a package: the expected facts about its files, and the found ones. */
import { z } from 'zod'

/** In UTF-16 code units: enough for a version or a folder's name. */
const MAX_VALUE_LENGTH = 200

export const evidenceRow = z.object({
  /** The id of the release that was looked for. */
  release: z.string(),
  /** `name`: the folder's name. */
  kind: z.enum(['file', 'key', 'value', 'name']),
  /** Relative to the package folder; for `name` the folder's name. */
  path: z.string(),
  /** For `key` and `value`. */
  key: z.string(),
  wanted: z.enum(['present', 'absent', 'value']),
  /** For `value`: the expected values, of which one may end with `*`. */
  values: z.array(z.string()),
  found: z.enum(['present', 'absent', 'value']),
  /** For `value`. */
  value: z.string().max(MAX_VALUE_LENGTH),
  matches: z.boolean(),
})
export type EvidenceRow = z.infer<typeof evidenceRow>

/** Truncates a value of a package for a row. */
export function toRowValue(text: string): string {
  return text.slice(0, MAX_VALUE_LENGTH)
}
