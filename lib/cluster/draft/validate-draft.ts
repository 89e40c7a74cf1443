/**
 * Validates a draft by the rules of the guides (multi-node guide, steps 1 and 2; storage; high availability), one file
 * per subject in `rules/`. Hardware and system requirements need a connection and belong to the checks.
 */

import type { Problem } from '../problem'
import type { ReleaseOptions } from '../release-options'
import { bastionProblems } from '../rules/bastions'
import { hostProblems } from '../rules/hosts'
import { installerProblems } from '../rules/installer'
import { loginProblems } from '../rules/logins'
import { networkProblems } from '../rules/network'
import { roleProblems } from '../rules/roles'
import { settingProblems } from '../rules/settings'
import { storageProblems } from '../rules/storage'
import { waiverProblems } from '../rules/waivers'
import type { Draft } from './draft'
import { normalize } from './normalize'

/**
 * Returns all problems of a draft in the order of the wizard's steps. `release` is that of
 * `draft.installer`; if it is undefined, that is a problem too.
 * @param checkIds the checks that can be waived
 */
export function validateDraft(
  draft: Draft,
  release: ReleaseOptions | undefined,
  checkIds: readonly string[],
): Problem[] {
  const normalized = normalize(draft)
  return [
    ...installerProblems(normalized, release),
    ...hostProblems(normalized, release),
    ...roleProblems(normalized, release),
    ...loginProblems(normalized),
    ...bastionProblems(normalized),
    ...networkProblems(normalized, release),
    ...storageProblems(normalized, release),
    ...settingProblems(normalized, release),
    ...waiverProblems(normalized, checkIds),
  ]
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error')
}
