/** Evidence as text. Separate from its schema: pages load this before they load zod. */
import type { EvidenceRow } from './evidence'

/** Texts of `installer.evidence` in lib/messages. */
export type EvidenceText = 'folderName' | 'present' | 'notPresent' | 'missing'

/** A row as text: the evidence, its expected value and the found one. */
export function describeEvidence(
  { kind, path, key, wanted, values, found, value }: EvidenceRow,
  text: (name: EvidenceText) => string,
): { subject: string; expected: string; found: string } {
  const expected =
    wanted === 'value' ? values.join(', ') : text(wanted === 'present' ? 'present' : 'notPresent')
  return {
    subject: kind === 'name' ? text('folderName') : key === '' ? path : `${path}: ${key}`,
    expected,
    found: found === 'value' ? value : text(found === 'present' ? 'present' : 'missing'),
  }
}
