/**
 * What is wrong with a draft: every rule of the guide (multi-node guide, steps 1 and 2; guides to storage and to high
 * availability), a file a subject under `rules/`. Sizes of hosts are not known here; the checks judge them.
 */
import type { Release } from '@/lib/installers/installer'
import type { Draft } from './draft'
import { normalize } from './normalize'
import type { Problem } from './problem'
import { bastionProblems } from './rules/bastions'
import { hostProblems } from './rules/hosts'
import { installerProblems } from './rules/installer'
import { loginProblems } from './rules/logins'
import { networkProblems } from './rules/network'
import { roleProblems } from './rules/roles'
import { storageProblems } from './rules/storage'
import { waiverProblems } from './rules/waivers'

/**
 * All problems of a draft at once, in the order of the wizard's steps. `release` is the one that
 * `draft.installer.release` names; undefined: none is known, which is a problem by itself.
 */
export function validateDraft(draft: Draft, release: Release | undefined): Problem[] {
  const normalized = normalize(draft)
  return [
    ...installerProblems(normalized, release),
    ...hostProblems(normalized, release),
    ...roleProblems(normalized),
    ...loginProblems(normalized),
    ...bastionProblems(normalized),
    ...networkProblems(normalized, release),
    ...storageProblems(normalized, release),
    ...waiverProblems(normalized),
  ]
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error')
}
