/**
 * A draft as it is meant: without the blanks that come along when something is pasted. Secrets stay as they are, since
 * a blank may be part of one, and so do storage parameters, some of which are secrets. Rules and `complete` both start
 * here, so that what was judged is what is installed.
 */
import type { Draft } from './draft'
import { mapTextFields } from './map-text-fields'

/** A copy without blanks around its texts. */
export function normalize(draft: Draft): Draft {
  return mapTextFields(draft, (value, { kind }) => (kind === 'secret' ? value : value.trim()))
}
