import type { Installer } from '@/lib/installers/installer'
import type { Repository } from '@/lib/installers/sources/repository'
import type { Machine } from '../../machine/machine'
import { quote } from '../../machine/quote'
import { detect, expectedFiles } from '../detect'
import { readPackageFacts } from '../package-facts'
import { cloneFailure } from './git-failure'

const STEP_MS = 30_000
/** The first entries of a repository that is no package. */
const LISTED_ENTRIES = 12

/** Throws `clone-failed` if no installer recognizes the files of a clone. */
export async function refuseUnknownClone(
  machine: Machine,
  at: string,
  repository: Repository,
  installers: readonly Installer[],
): Promise<void> {
  const facts = (await readPackageFacts(machine, [at], installers)).get(at)
  const detection = facts ? detect(facts, installers) : { result: 'incomplete' as const }
  if (detection.result === 'recognized') return
  if (detection.result !== 'incomplete')
    throw cloneFailure(repository, 'unknownRelease', {}, detection.evidence)
  const script = `cd -- ${quote(at)} && ls -Aq | grep -vFx .git | head -n ${LISTED_ENTRIES}`
  const { stdout } = await machine.exec(script, { deadlineMs: STEP_MS, idempotent: true })
  const found = stdout.toString('utf8').trim().split('\n').join(', ')
  throw cloneFailure(repository, 'noSource', { found, expected: expectedFiles(installers) })
}
