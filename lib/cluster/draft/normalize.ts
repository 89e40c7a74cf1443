import type { Draft } from './draft'
import { mapTextFields } from './map-text-fields'

/**
 * Returns a copy with trimmed texts. Secrets and storage parameters, some of which are secrets, may contain spaces and
 * stay unchanged. `validateDraft` and `toCluster` both normalize first, so the validated values are the installed ones.
 */
export function normalize(draft: Draft): Draft {
  return mapTextFields(draft, (value, { kind }) => (kind === 'secret' ? value : value.trim()))
}
