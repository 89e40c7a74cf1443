/** The installer step: the cluster's name, the package and its release, and the taskbox. */

import type { Release } from '@/lib/installers/installer'
import { isHostAddress, parsePort } from '@/lib/network/address'
import type { Draft } from '../draft'
import type { Problem } from '../problem'
import { fingerprintProblems, judgeLogin } from './logins'
import { error } from './report'
import { judgeText } from './text'

const NAME_LIMIT = 100

export function installerProblems(draft: Draft, release: Release | undefined): Problem[] {
  return [
    ...judgeText(draft.name, ['name'], { required: true, limit: NAME_LIMIT }),
    ...packageProblems(draft, release),
    ...taskboxProblems(draft),
  ]
}

function packageProblems({ installer }: Draft, release: Release | undefined): Problem[] {
  const absolute = (path: string) => path.startsWith('/')
  const path = ['installer', 'package']
  const problems = judgeText(installer.package, path, {
    required: true,
    test: absolute,
    code: 'path-invalid',
  })
  if (release) return problems
  const at = ['installer', 'release']
  if (installer.release) return [...problems, error('release-unknown', at, { release: installer.release })]
  // Without a package there is nothing yet to detect a release in.
  return problems.length > 0 ? problems : [error('release-missing', at)]
}

function taskboxProblems({ taskbox }: Draft): Problem[] {
  if (taskbox.kind === 'local') return []
  return [
    ...judgeText(taskbox.address, ['taskbox', 'address'], {
      required: true,
      test: isHostAddress,
      code: 'address-invalid',
    }),
    ...judgeText(taskbox.port, ['taskbox', 'port'], {
      test: (port) => parsePort(port) !== undefined,
      code: 'port-invalid',
    }),
    ...judgeLogin(taskbox, ['taskbox'], { needed: true, of: 'taskbox', name: '' }),
    ...fingerprintProblems(taskbox.hostKey, ['taskbox', 'hostKey']),
  ]
}
